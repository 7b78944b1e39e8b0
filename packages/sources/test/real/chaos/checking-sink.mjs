// The sink of the pipeline: it receives batches over TCP, records each record on arrival, and can stall or fail on
// request. It outlives every member, like a real store.
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordOf } from './records.mjs';

export class CheckingSink {
  /** The delay of each batch, which limits how many records a member writes between two commits. */
  batchMs = 20;
  faults = [];
  arrivals = 0;
  lastArrival = Date.now();
  firstBy = new Map();
  /** Repeated records, by the session that first wrote them. */
  repeatedOf = new Map();
  #stalled = Promise.resolve();
  #failing = false;
  #positions = new Map();
  #newestOfKey = new Map();
  #newestInLane = new Map();
  #repeated = new Set();

  /** @param results The expected result of each record, if members count by key. */
  constructor(seed, results) {
    this.seed = seed;
    this.results = results;
  }

  async listen() {
    this.server = createServer((socket) => {
      socket.on('error', () => undefined);
      let queue = Promise.resolve();
      // A killed member resets its connection, and readline emits that error, too.
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
