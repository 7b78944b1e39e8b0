import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { PenstockError } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import type { LstmEngine } from '@penstock/forecast';
import { tfjsEngine } from '@penstock/forecast/tfjs';
import type { TensorFlow } from '@penstock/forecast/tfjs';

/** The name of an engine that computes the LSTM. */
export type EngineName = 'wasm' | 'tfjs' | 'tfjs-node' | 'reference';

/** Opens an engine by its name. Only `tfjs` and `tfjs-node` load TensorFlow.js. */
export const openEngine = async (
  name: EngineName,
  env: NodeJS.ProcessEnv,
): Promise<'wasm' | 'reference' | LstmEngine> => {
  if (name === 'wasm' || name === 'reference') return name;
  return tfjsEngine(await (name === 'tfjs' ? inWebAssembly() : native(env['PENSTOCK_TFJS_NODE'])));
};

const inWebAssembly = async (): Promise<TensorFlow> => {
  const tf = await import('@tensorflow/tfjs');
  await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  return tf;
};

const native = (folder: string | undefined): TensorFlow => {
  // It is no dependency of the example, since its install downloads from a host that some networks block.
  const require = createRequire(folder ? join(resolve(folder), 'package.json') : import.meta.url);
  try {
    return require('@tensorflow/tfjs-node') as TensorFlow;
  } catch (cause) {
    throw new PenstockError(
      'PENSTOCK_BAD_OPTION',
      '--engine tfjs-node needs @tensorflow/tfjs-node and Node 22 or older. Install it here, or run "node ' +
        'tools/tfjs-node/build.mjs" and set PENSTOCK_TFJS_NODE to its folder, .cache/tfjs-node. The error was: ' +
        `${reasonText(cause).split('\n')[0]}`,
      { cause },
    );
  }
};
