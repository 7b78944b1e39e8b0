/**
 * An epoch, the first epoch, seven steps of forecast, peak memory, the import, and the report's training from a cold
 * start, each beside every peer that is there: TensorFlow.js on wasm always, tfjs-node where tools/tfjs-node made it,
 * and PyTorch, JAX and Keras where `PENSTOCK_PYTHON` names a Python that has them.
 *
 * A part of it is chosen by lists with commas: `LSTM_WHAT` (import, cold, first, epoch, forecast, memory), `LSTM_SIZES`
 * (default `s,m`; `l` takes minutes with TensorFlow.js), `LSTM_THREADS` (default `1,2`), `LSTM_PEERS` (default all).
 * `LSTM_RUNS` is how many runs count of each (default 5; forecasts 9; at most 2 of a TensorFlow.js epoch beyond s),
 * `LSTM_NODE` a Node to run ours in, and `LSTM_CLOCK=processor` tells processor seconds, which a busy machine tells
 * better.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findTfjsNode } from '../tools/tfjs-node/find.mjs';

const env = (name, fallback) => process.env[name] ?? fallback;
const list = (name, fallback) => env(name, fallback).split(',');
const at = (file) => fileURLToPath(new URL(`peers/${file}`, import.meta.url));
const python = process.env['PENSTOCK_PYTHON'];
const clock = env('LSTM_CLOCK', 'wall') === 'processor' ? 1 : 0;
const runs = (fallback) => Number(env('LSTM_RUNS', fallback));

const canImport =
  (...modules) =>
  () =>
    python !== undefined && spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0
      ? undefined
      : `set PENSTOCK_PYTHON to a Python that has ${modules.join(' and ')} (see benchmarks/README.md)`;
const pythonSide = (script, ...modules) => ({ command: [python, at(script)], missing: canImport(...modules) });

/** How each side is started, why it may be missing, and the numbers of threads that it can be held to. */
const SIDES = {
  penstock: { command: [env('LSTM_NODE', process.execPath), at('lstm-penstock.mjs')] },
  // Without threads outside of a page.
  'tfjs-wasm': { command: [process.execPath, at('lstm-tfjs-wasm.mjs')], threads: [1], isSlow: true },
  // Takes all processors.
  'tfjs-node': {
    command: [process.execPath, at('lstm-tfjs-node.mjs')],
    threads: [2],
    isSlow: true,
    missing: () => findTfjsNode().missing,
  },
  torch: pythonSide('lstm-torch.py', 'torch'),
  jax: pythonSide('lstm-jax.py', 'jax'),
  'keras-tensorflow': { ...pythonSide('lstm-keras.py', 'keras', 'tensorflow'), env: { KERAS_BACKEND: 'tensorflow' } },
  'keras-jax': { ...pythonSide('lstm-keras.py', 'keras', 'jax'), env: { KERAS_BACKEND: 'jax' } },
};

const wanted = list('LSTM_WHAT', 'import,cold,first,epoch,forecast,memory');
const wants = (what) => wanted.includes(what);

const peers = list('LSTM_PEERS', Object.keys(SIDES).slice(1).join(',')).filter((peer) => {
  const missing = SIDES[peer].missing?.();
  if (missing !== undefined) console.error(`${peer} is left out: ${missing}.`);
  return missing === undefined;
});

const startOf = (side, ...args) => {
  const { command, env: own } = SIDES[side];
  return [command[0], [command[1], ...args.map(String)], { env: { ...process.env, ...own } }];
};

/** A process that does one side's work when it is told to, started when it is first asked. */
function worker(side, size, threads) {
  let child;
  const waiting = [];
  const start = () => {
    const [command, args, options] = startOf(side, size, threads);
    child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: child.stdout }).on('line', (line) =>
      waiting.shift()?.resolve(line.split(' ').map(Number)),
    );
    child.on('exit', (code) =>
      waiting.splice(0).forEach(({ reject }) => reject(new Error(`${side} ended with ${code}`))),
    );
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

/** What one process tells that is started for it, in seconds; of `cold` the whole process. */
const once = (side, size, threads, mode) => async () => {
  const started = performance.now();
  const [command, args, options] = startOf(side, size, threads, mode);
  const { status, stdout } = spawnSync(command, args, {
    ...options,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${side} ended with ${status}`);
  return mode === 'cold' ? (performance.now() - started) / 1000 : Number(stdout);
};

const inTurn = (name, peer, count, [size, threads, mode]) => ({
  name,
  peer,
  unit: 'seconds',
  higherIsBetter: false,
  runs: count,
  ours: once('penstock', size, threads, mode),
  theirs: once(peer, size, threads, mode),
});

const threadsOf = (peer) =>
  list('LSTM_THREADS', '1,2')
    .map(Number)
    .filter((threads) => SIDES[peer].threads?.includes(threads) ?? true);

/**
 * The benchmarks in which both sides go on living. A forecast follows a training; where that is not measured, one epoch
 * is its warm-up.
 */
const living = (size, threads, peer, where) => {
  const ours = worker('penstock', size, threads);
  const theirs = worker(peer, size, threads);
  const unit = clock === 1 ? 'processor seconds' : 'seconds';
  let isTrained = wants('epoch');
  const asked = (side, command) => async () => (await side.ask(command))[clock];
  const bench = (what, command, rest) => ({
    name: `lstm ${what} ${where}`,
    peer,
    unit,
    higherIsBetter: false,
    ours: asked(ours, command),
    theirs: asked(theirs, command),
    ...rest,
  });
  const isSlow = SIDES[peer].isSlow === true && size !== 's';
  const trained = (side) => async () => {
    if (!isTrained) await Promise.all([ours.ask('epoch'), theirs.ask('epoch')]);
    isTrained = true;
    return (await side.ask('predict'))[clock];
  };
  const megabytes = (side) => async () => (await side.ask('memory'))[0] / 2 ** 20;
  const made = {
    epoch: () => bench('epoch', 'epoch', { runs: isSlow ? Math.min(2, runs(2)) : runs(5) }),
    forecast: () =>
      bench('forecast', 'predict', {
        unit: `${unit} for seven steps`,
        runs: runs(9),
        ours: trained(ours),
        theirs: trained(theirs),
      }),
    memory: () =>
      bench('peak memory', 'memory', { unit: 'MB', runs: 1, ours: megabytes(ours), theirs: megabytes(theirs) }),
  };
  const benches = wanted.filter((what) => what in made).map((what) => made[what]());
  const close = () => [ours, theirs].forEach((side) => side.end());
  return benches.map((each, i) => (i + 1 < benches.length ? each : { ...each, close }));
};

export default [
  ...(wants('import') ? peers.map((peer) => inTurn('lstm import', peer, runs(5), ['s', 2, 'import'])) : []),
  ...(wants('cold')
    ? peers
        .filter((peer) => peer.startsWith('keras'))
        .map((peer) =>
          inTurn('lstm from a cold start: a year of prices, 200 epochs, 7 days', peer, runs(3), ['s', 2, 'cold']),
        )
    : []),
  ...list('LSTM_SIZES', 's,m').flatMap((size) =>
    peers.flatMap((peer) =>
      threadsOf(peer).flatMap((threads) => {
        const where = `${size}, ${threads} thread${threads === 1 ? '' : 's'}`;
        return [
          ...(wants('first')
            ? [
                inTurn(`lstm first epoch ${where}`, peer, SIDES[peer].isSlow && size !== 's' ? 1 : runs(3), [
                  size,
                  threads,
                  'first',
                ]),
              ]
            : []),
          ...living(size, threads, peer, where),
        ];
      }),
    ),
  ),
];
