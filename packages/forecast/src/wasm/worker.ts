import { BestEpoch } from '../engine/best-epoch.ts';
import { seededRandom, shuffle } from '../engine/random.ts';
import type { Job, KernelExports, Report } from './job.ts';
import { pageBytes, webAssembly } from './web-assembly.ts';

// The words that threads use to signal: the number of tasks begun, the kind of the task, the first window and the
// length of its batch, and how many followers are done.
const begunAt = 0;
const taskAt = 1;
const firstAt = 2;
const countAt = 3;
const doneAt = 4;

const slopesTask = 0;
const updateTask = 1;
const endTask = 2;

/** Waits until the word differs from `value`, and returns it. */
const changed = (signals: Int32Array, word: number, value: number): number => {
  // A wake-up does not mean that the word has changed: a notification may arrive after the wait that it was meant for.
  for (;;) {
    const now = Atomics.load(signals, word);
    if (now !== value) return now;
    Atomics.wait(signals, word, value);
  }
};

const share = (rank: number, ranks: number, shards: number): number => Math.floor((rank * shards) / ranks);

/** Does one thread's share of a task. */
const perform = (
  { rank, ranks, network }: Job,
  kernel: KernelExports,
  task: number,
  first: number,
  count: number,
): void => {
  if (task === updateTask) return kernel.update(network, rank, ranks, count);
  const shards = kernel.shardsOf(count);
  kernel.slopes(network, rank, share(rank, ranks, shards), share(rank + 1, ranks, shards), first, count);
};

/** Does this worker's share of each task that the leader begins, until the end. */
const follow = (job: Job, kernel: KernelExports, signals: Int32Array): void => {
  let begun = 0;
  for (;;) {
    begun = changed(signals, begunAt, begun);
    const task = Atomics.load(signals, taskAt);
    if (task === endTask) return;
    perform(job, kernel, task, Atomics.load(signals, firstAt), Atomics.load(signals, countAt));
    Atomics.add(signals, doneAt, 1);
    Atomics.notify(signals, doneAt);
  }
};

const begin = (signals: Int32Array, task: number, first: number, count: number): void => {
  Atomics.store(signals, doneAt, 0);
  Atomics.store(signals, taskAt, task);
  Atomics.store(signals, firstAt, first);
  Atomics.store(signals, countAt, count);
  Atomics.add(signals, begunAt, 1);
  Atomics.notify(signals, begunAt);
};

/** Lets all threads do a task, and returns when all have finished. */
const together = (
  job: Job,
  kernel: KernelExports,
  signals: Int32Array,
  task: number,
  first: number,
  count: number,
): void => {
  begin(signals, task, first, count);
  perform(job, kernel, task, first, count);
  let done = Atomics.load(signals, doneAt);
  while (done < job.ranks - 1) done = changed(signals, doneAt, done);
};

/** Trains one epoch with followers, batch by batch. Returns the sum of losses. */
const trainTogether = (job: Job, kernel: KernelExports, signals: Int32Array): number => {
  let losses = 0;
  for (let first = 0; first < job.windows; first += job.batchSize) {
    const count = Math.min(job.batchSize, job.windows - first);
    together(job, kernel, signals, slopesTask, first, count);
    losses += kernel.prepare(job.network, count);
    together(job, kernel, signals, updateTask, first, count);
  }
  return losses;
};

/** The sum of losses of the validation windows, with the current weights and without dropout. */
const heldLosses = (job: Job, kernel: KernelExports, buffer: ArrayBufferLike, signals: Int32Array): number => {
  const drops = new Uint32Array(buffer, job.dropout, 2);
  const keeps = new Float32Array(buffer, job.dropout + 8, 2);
  const [asked, kept] = [drops.slice(), keeps.slice()];
  drops.fill(0);
  keeps.fill(1);
  // The kernel computes the gradients as well. Without an update they have no effect.
  const most = Math.min(job.batchSize, job.windows);
  let losses = 0;
  for (let first = job.windows; first < job.windows + job.held; first += most) {
    const count = Math.min(most, job.windows + job.held - first);
    if (job.ranks > 1) together(job, kernel, signals, slopesTask, first, count);
    else perform(job, kernel, slopesTask, first, count);
    for (const loss of new Float64Array(buffer, job.losses, kernel.shardsOf(count))) losses += loss;
  }
  drops.set(asked);
  keeps.set(kept);
  return losses;
};

const lead = (job: Job, kernel: KernelExports, buffer: ArrayBufferLike, post: (report: Report) => void): void => {
  const signals = new Int32Array(buffer, job.signals, 5);
  const order = new Uint32Array(buffer, job.order, job.windows);
  const earlier = new Uint32Array(buffer, job.earlier, 1);
  const random = seededRandom(job.seed);
  const weights = (): Float32Array<ArrayBuffer> => new Float32Array(buffer, job.parameters, job.size).slice();
  const best = job.held === 0 ? undefined : new BestEpoch<Float32Array<ArrayBuffer>>(job.patience);
  kernel.transpose(job.network);
  for (let epoch = 1; epoch <= job.epochs; epoch += 1) {
    shuffle(order, random);
    const losses = job.ranks > 1 ? trainTogether(job, kernel, signals) : kernel.train(job.network, 0, job.windows);
    earlier[0] = epoch * job.windows;
    const held = best === undefined ? 0 : heldLosses(job, kernel, buffer, signals);
    post({ kind: 'epoch', epoch, losses, held });
    if (best?.isOver(held, weights)) break;
  }
  if (job.ranks > 1) begin(signals, endTask, 0, 0);
  post({ kind: 'done', weights: best?.weights ?? weights() });
};

const work = (job: Job, post: (report: Report) => void): void => {
  try {
    const pages = (job.image?.byteLength ?? 0) / pageBytes;
    const memory = job.memory ?? new webAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    if (job.image !== undefined) new Uint8Array(memory.buffer).set(new Uint8Array(job.image));
    const { exports } = new webAssembly.Instance(job.module, { env: { memory } });
    const kernel = exports as unknown as KernelExports;
    if (job.rank === 0) return lead(job, kernel, memory.buffer, post);
    follow(job, kernel, new Int32Array(memory.buffer, job.signals, 5));
    post({ kind: 'done', weights: undefined });
  } catch (error) {
    post({ kind: 'failed', reason: String(error) });
  }
};

interface WebScope {
  postMessage(report: Report, transfer: []): void;
  addEventListener(type: 'message', listener: (event: { data: Job }) => void): void;
}

const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort;
if (port) {
  port.on('message', (job: Job) => work(job, (report) => port.postMessage(report)));
} else {
  const scope = globalThis as unknown as WebScope;
  scope.addEventListener('message', ({ data }) => work(data, (report) => scope.postMessage(report, [])));
}
