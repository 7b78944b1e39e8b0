/**
 * Seconds of an epoch, of seven steps of forecast, and of the report's training from a cold start, beside the peers that
 * are there: TensorFlow.js on wasm always, and PyTorch, JAX and Keras where `PENSTOCK_PYTHON` names a Python that has them.
 *
 * `LSTM_SIZES` (default `s,m`; `l` takes minutes with TensorFlow.js), `LSTM_THREADS` (default `1,2`), `LSTM_PEERS`,
 * `LSTM_NODE` (a Node to run ours in), and `LSTM_CLOCK=processor` for processor seconds, which a busy machine tells better.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const env = (name, fallback) => process.env[name] ?? fallback;
const list = (name, fallback) => env(name, fallback).split(',');
const at = (file) => fileURLToPath(new URL(`peers/${file}`, import.meta.url));
const node = env('LSTM_NODE', process.execPath);
const python = process.env['PENSTOCK_PYTHON'];
const clock = env('LSTM_CLOCK', 'wall') === 'processor' ? 1 : 0;

const MODULES = { torch: 'torch', jax: 'jax', keras: 'keras' };
const canImport = (module) => python !== undefined && spawnSync(python, ['-c', `import ${module}`]).status === 0;
const peers = list('LSTM_PEERS', 'tfjs,torch,jax,keras').filter((peer) => {
  if (peer === 'tfjs' || canImport(MODULES[peer])) return true;
  console.error(`${peer} is left out: set PENSTOCK_PYTHON to a Python that has it (see benchmarks/README.md).`);
  return false;
});

const commandOf = (side) =>
  side === 'penstock' ? [node, at('lstm-penstock.mjs')] : side === 'tfjs' ? [process.execPath, at('lstm-tfjs.mjs')] : [python, at(`lstm-${side}.py`)];

/** A process that does one side's work when it is told to, started when it is first asked. */
function worker(side, size, threads) {
  let child;
  const waiting = [];
  const start = () => {
    const [command, script] = commandOf(side);
    child = spawn(command, [script, size, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line.split(' ').map(Number)));
    child.on('exit', (code) => waiting.splice(0).forEach(({ reject }) => reject(new Error(`${side} ended with ${code}`))));
  };
  return {
    ask(what) {
      if (child === undefined) start();
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${what}\n`);
      });
    },
    end: () => child?.stdin.end(),
  };
}

const unit = (what) => `${clock === 1 ? 'processor seconds' : 'seconds'} ${what}`;

const running = (size, threads, peer) => {
  const ours = worker('penstock', size, threads);
  const theirs = worker(peer, size, threads);
  const bench = (name, what, command, runs) => ({
    name: `lstm ${name} ${size}, ${threads} thread${threads === 1 ? '' : 's'}`,
    peer, unit: unit(what), higherIsBetter: false, runs,
    ours: async () => (await ours.ask(command))[clock],
    theirs: async () => (await theirs.ask(command))[clock],
  });
  const close = async () => {
    for (const [name, side] of [['ours', ours], [peer, theirs]]) {
      const [bytes] = await side.ask('memory');
      console.error(`peak memory, ${size}, ${name}: ${Math.round(bytes / 2 ** 20)} MB`);
      side.end();
    }
  };
  return [bench('epoch', 'an epoch', 'epoch', 5), { ...bench('forecast', 'seven steps', 'predict', 9), close }];
};

const once = (side) => async () => {
  const [command, script] = commandOf(side);
  const started = performance.now();
  const { status } = spawnSync(command, [script, 's', 'cold']);
  if (status !== 0) throw new Error(`${side} ended with ${status}`);
  return (performance.now() - started) / 1000;
};

const fromCold = peers
  .filter((peer) => peer === 'keras')
  .map((peer) => ({
    name: 'lstm from a cold start: a year of prices, 200 epochs, 7 days', peer, unit: 'seconds', higherIsBetter: false, runs: 3,
    ours: once('penstock'),
    theirs: once(peer),
  }));

const load = async (module) => {
  const code = `const t = performance.now(); await import(${JSON.stringify(module)}); console.log(performance.now() - t)`;
  const { stdout } = spawnSync(node, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return Number(stdout);
};
const imports = {
  name: 'lstm import', peer: '@tensorflow/tfjs', unit: 'milliseconds', higherIsBetter: false, runs: 7,
  ours: () => load(new URL('../packages/forecast/dist/index.js', import.meta.url).href),
  theirs: () => load(new URL('../packages/forecast/node_modules/@tensorflow/tfjs/dist/tf.node.js', import.meta.url).href),
};

// TensorFlow.js has no threads outside of a page.
export default [
  imports,
  ...fromCold,
  ...list('LSTM_SIZES', 's,m').flatMap((size) =>
    list('LSTM_THREADS', '1,2').map(Number).flatMap((threads) =>
      peers.filter((peer) => peer !== 'tfjs' || threads === 1).flatMap((peer) => running(size, threads, peer)),
    ),
  ),
];
