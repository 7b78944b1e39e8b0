// An epoch, the first epoch, seven steps of forecast, peak memory, the import, and the report's training from a cold
// start, compared with each available peer: always TensorFlow.js on wasm; tfjs-node when tools/tfjs-node has built it;
// and PyTorch, JAX and Keras when PENSTOCK_PYTHON names a Python that has them.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findTfjsNode } from '../tools/tfjs-node/find.mjs';
import { missingModules, python } from './measure/peer-python.mjs';

const at = (file) => fileURLToPath(new URL(`peers/${file}`, import.meta.url));
const pythonSide = (script, ...modules) => ({
  command: [python, at(script)],
  missing: () => missingModules(...modules),
});

/** How to start each side, why it may be missing, and the numbers of threads that it can be limited to. */
const sides = {
  penstock: { command: [process.execPath, at('lstm-penstock.mjs')] },
  // It has no threads outside of a page.
  'tfjs-wasm': { command: [process.execPath, at('lstm-tfjs-wasm.mjs')], threads: [1], isSlow: true },
  // It uses all processors.
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

const startOf = (node, side, ...args) => {
  const { command, env: own } = sides[side];
  const program = side === 'penstock' && node ? node : command[0];
  return [program, [command[1], ...args.map(String)], { env: { ...process.env, ...own } }];
};

/** A process that does the work of one side on each request. The first request starts it. */
function worker(node, side, size, threads) {
  let child;
  const waiting = [];
  const start = () => {
    const [command, args, options] = startOf(node, side, size, threads);
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

/**
 * Starts a process and resolves with the seconds that it prints; for `cold`, with the seconds that the whole process
 * took.
 */
const once = (node, side, size, threads, mode) => async () => {
  const started = performance.now();
  const [command, args, options] = startOf(node, side, size, threads, mode);
  const { status, stdout } = spawnSync(command, args, {
    ...options,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${side} ended with exit code ${status}.`);
  return mode === 'cold' ? (performance.now() - started) / 1000 : Number(stdout);
};

const inTurn = (of, peer, node, runs, [size, threads, mode]) => ({
  of,
  peer,
  unit: 's',
  higherIsBetter: false,
  runs,
  ours: once(node, 'penstock', size, threads, mode),
  theirs: once(node, peer, size, threads, mode),
});

/**
 * The benchmarks in which both processes keep running. A forecast needs a training first; when training is not
 * measured, one epoch is the warm-up.
 */
const living = (size, threads, peer, { wanted, clock, node, isSlow }) => {
  const ours = worker(node, 'penstock', size, threads);
  const theirs = worker(node, peer, size, threads);
  const figure = clock === 'processor' ? 1 : 0;
  const unit = clock === 'processor' ? 'processor s' : 's';
  let isTrained = wanted.includes('epoch');
  const asked = (side, command) => async () => (await side.ask(command))[figure];
  const bench = (what, rest) => ({
    of: `${what}, ${size}, ${threads} thread${threads === 1 ? '' : 's'}`,
    peer,
    unit,
    higherIsBetter: false,
    ...rest,
  });
  const trained = (side) => async () => {
    if (!isTrained) await Promise.all([ours.ask('epoch'), theirs.ask('epoch')]);
    isTrained = true;
    return (await side.ask('predict'))[figure];
  };
  const megabytes = (side) => async () => (await side.ask('memory'))[0] / 2 ** 20;
  const made = {
    epoch: () =>
      bench('epoch', {
        runs: isSlow ? 2 : 5,
        ours: asked(ours, 'epoch'),
        theirs: asked(theirs, 'epoch'),
      }),
    forecast: () => bench('seven steps', { runs: 9, ours: trained(ours), theirs: trained(theirs) }),
    memory: () => bench('peak memory', { unit: 'MB', fixedRuns: 1, ours: megabytes(ours), theirs: megabytes(theirs) }),
  };
  const benches = wanted.filter((what) => what in made).map((what) => made[what]());
  const close = () => [ours, theirs].forEach((side) => side.end());
  return benches.map((each, i) => (i + 1 < benches.length ? each : { ...each, close }));
};

const beside = (peer) => (options) => {
  const side = sides[peer];
  const missing = side.missing?.();
  if (missing !== undefined) return { missing };
  const { clock, node } = options;
  const wanted = options.what.split(',');
  const threadCounts = options.threads
    .split(',')
    .map(Number)
    .filter((threads) => side.threads?.includes(threads) ?? true);
  const once = [];
  if (wanted.includes('import')) once.push(inTurn('import', peer, node, 5, ['s', 2, 'import']));
  if (wanted.includes('cold') && peer.startsWith('keras'))
    once.push(inTurn('cold start: a year of prices, 200 epochs, 7 days', peer, node, 3, ['s', 2, 'cold']));
  const sized = options.sizes.split(',').flatMap((size) =>
    threadCounts.flatMap((threads) => {
      const isSlow = side.isSlow === true && size !== 's';
      const where = `${size}, ${threads} thread${threads === 1 ? '' : 's'}`;
      const first = inTurn(`first epoch, ${where}`, peer, node, isSlow ? 1 : 3, [size, threads, 'first']);
      return [
        ...(wanted.includes('first') ? [first] : []),
        ...living(size, threads, peer, { wanted, clock, node, isSlow }),
      ];
    }),
  );
  return [...once, ...sized];
};

const peers = Object.keys(sides).slice(1);

export default {
  about: 'trains an LSTM and forecasts with it',
  options: {
    what: { default: 'import,cold,first,epoch,forecast,memory', about: 'which of these to measure' },
    sizes: { default: 's,m', about: 'which of s, m and l; l takes minutes with TensorFlow.js' },
    threads: { default: '1,2', about: 'numbers of threads' },
    clock: { default: 'wall', about: 'wall, or processor, which other programs disturb less' },
    node: { default: '', about: 'another Node to run ours in' },
  },
  runs: 5,
  variants: Object.fromEntries(peers.map((peer) => [peer, beside(peer)])),
};
