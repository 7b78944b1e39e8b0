// The other end of the pipeline: takes batches over TCP, notes each record at the moment it arrives, and can be told to
// stall or to fail. It outlives every member, as a store would.
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordOf } from './records.mjs';

export class CheckingSink {
  /** Delays each batch, which bounds what a member can write between two commits. */
  batchMs = 20;
  faults = [];
  arrivals = 0;
  lastArrival = Date.now();
  firstBy = new Map();
  /** Records that came again, by the session that had brought them first. */
  repeatedOf = new Map();
  #stalled = Promise.resolve();
  #failing = false;
  #positions = new Map();
  #newestOfKey = new Map();
  #newestInLane = new Map();
  #repeated = new Set();

  /** @param results what each record should come with, where members count by key. */
  constructor(seed, results) {
    this.seed = seed;
    this.results = results;
  }

  async listen() {
    this.server = createServer((socket) => {
      socket.on('error', () => undefined);
      let queue = Promise.resolve();
      // A member that is killed resets its connection, and readline has it as its own error, too.
      createInterface({ input: socket })
        .on('error', () => undefined)
        .on('line', (line) => {
          queue = queue.then(() => this.#take(JSON.parse(line), socket));
        });
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this.server.address().port;
  }

  stall(ms) {
    this.#stalled = sleep(ms);
  }

  async fail(ms) {
    this.#failing = true;
    await sleep(ms);
    this.#failing = false;
  }

  close() {
    this.server.close();
  }

  async #take({ batch, session, records }, socket) {
    await this.#stalled;
    await sleep(this.batchMs);
    if (this.#failing) return void socket.write(`${JSON.stringify({ batch, ok: false })}\n`);
    for (const record of records) this.#note(session, record);
    socket.write(`${JSON.stringify({ batch, ok: true })}\n`);
  }

  #note(session, { id, topic, partition, offset, epoch, key, value }) {
    const { seq, check } = value;
    const expected = recordOf(this.seed, seq);
    const fault = (what) => this.faults.push(`${what}: ${id}, record ${seq}, key ${key}, by ${session}`);
    this.arrivals += 1;
    this.lastArrival = Date.now();
    if (expected.value.check !== check || expected.key !== key) fault('another value or key than was written');
    const result = this.results?.[seq];
    if (result && (result.count !== value.count || result.chain !== value.chain))
      fault(`${result.count} records of its key should be counted and ${value.count} are, or others`);
    if (id !== `${topic}-${partition}-${offset}`) fault('an id that is not its position');
    const before = this.#positions.get(id);
    if (before !== undefined && before !== seq) fault(`a position that was record ${before} before`);
    this.#positions.set(id, seq);

    const lane = `${session}/${partition}/${epoch}/${key}`;
    if ((this.#newestInLane.get(lane) ?? -1) >= seq) fault('a record of a key out of order within its lane');
    this.#newestInLane.set(lane, seq);

    const first = this.firstBy.get(seq);
    if (first === undefined) {
      this.firstBy.set(seq, session);
      if ((this.#newestOfKey.get(key) ?? -1) >= seq) fault('a record of a key after a later one');
      this.#newestOfKey.set(key, seq);
    } else if (!this.#repeated.has(seq)) {
      this.#repeated.add(seq);
      this.repeatedOf.set(first, (this.repeatedOf.get(first) ?? 0) + 1);
    }
  }
}
