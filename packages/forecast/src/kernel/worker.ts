import { seededRandom, shuffle } from '../lstm/random.ts';
import type { Job, KernelExports, Report } from './job.ts';
import { PAGE, webAssembly } from './web-assembly.ts';

// Words to signal with: a count of batches begun, the batch's place and length, and how many followers are done.
const BEGUN = 0;
const FIRST = 1;
const COUNT = 2;
const DONE = 3;

const share = (rank: number, ranks: number, shards: number): number => Math.floor((rank * shards) / ranks);

/** Computes this worker's part of each batch that the leader begins, until one of no windows. */
const follow = (job: Job, kernel: KernelExports, signals: Int32Array): void => {
  let begun = 0;
  for (;;) {
    // The notice of a batch may come after its work was done, so that being woken does not say that there is another.
    while (Atomics.load(signals, BEGUN) === begun) Atomics.wait(signals, BEGUN, begun);
    begun = Atomics.load(signals, BEGUN);
    const count = Atomics.load(signals, COUNT);
    if (count === 0) return;
    compute(job, kernel, Atomics.load(signals, FIRST), count);
    Atomics.add(signals, DONE, 1);
    Atomics.notify(signals, DONE);
  }
};

const compute = ({ rank, ranks, network }: Job, kernel: KernelExports, first: number, count: number): void => {
  const shards = kernel.shardsOf(count);
  kernel.slopes(network, share(rank, ranks, shards), share(rank + 1, ranks, shards), first, count);
};

const begin = (signals: Int32Array, first: number, count: number): void => {
  Atomics.store(signals, DONE, 0);
  Atomics.store(signals, FIRST, first);
  Atomics.store(signals, COUNT, count);
  Atomics.add(signals, BEGUN, 1);
  Atomics.notify(signals, BEGUN);
};

/** One epoch with followers, batch by batch; returns the sum of losses. */
const trainTogether = (job: Job, kernel: KernelExports, signals: Int32Array): number => {
  let losses = 0;
  for (let first = 0; first < job.windows; first += job.batchSize) {
    const count = Math.min(job.batchSize, job.windows - first);
    begin(signals, first, count);
    compute(job, kernel, first, count);
    for (let done = Atomics.load(signals, DONE); done < job.ranks - 1; done = Atomics.load(signals, DONE)) {
      Atomics.wait(signals, DONE, done);
    }
    losses += kernel.update(job.network, count);
  }
  return losses;
};

const lead = (job: Job, kernel: KernelExports, buffer: ArrayBufferLike, post: (report: Report) => void): void => {
  const signals = new Int32Array(buffer, job.signals, 4);
  const order = new Uint32Array(buffer, job.order, job.windows);
  const earlier = new Uint32Array(buffer, job.earlier, 1);
  const random = seededRandom(job.seed);
  kernel.transpose(job.network);
  for (let epoch = 1; epoch <= job.epochs; epoch += 1) {
    shuffle(order, random);
    const losses = job.ranks > 1 ? trainTogether(job, kernel, signals) : kernel.train(job.network, 0, job.windows);
    earlier[0] = epoch * job.windows;
    post({ kind: 'epoch', epoch, losses });
  }
  if (job.ranks > 1) begin(signals, 0, 0);
  post({ kind: 'done', weights: new Float32Array(buffer, job.parameters, job.size).slice() });
};

const work = (job: Job, post: (report: Report) => void): void => {
  try {
    const pages = (job.image?.byteLength ?? 0) / PAGE;
    const memory = job.memory ?? new webAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    if (job.image !== undefined) new Uint8Array(memory.buffer).set(new Uint8Array(job.image));
    const { exports } = new webAssembly.Instance(job.module, { env: { memory } });
    const kernel = exports as unknown as KernelExports;
    if (job.rank === 0) return lead(job, kernel, memory.buffer, post);
    follow(job, kernel, new Int32Array(memory.buffer, job.signals, 4));
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
