/** The peer of `lstm` with TensorFlow.js on its wasm backend: `node lstm-tfjs-wasm.mjs SIZE 1 [MODE]`. */
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { answerWith } from './lstm-tfjs.mjs';
import { importing } from './lstm-work.mjs';

const require = createRequire(new URL('../../packages/forecast/package.json', import.meta.url));
const [tf, wasm] = await importing(() => [require('@tensorflow/tfjs'), require('@tensorflow/tfjs-backend-wasm')]);
wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), sep));
await tf.setBackend('wasm');
await answerWith(tf);
