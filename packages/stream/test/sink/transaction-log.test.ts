import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { deliver, run } from '../../src/index.ts';
import type { FlowOperator, StateStore } from '../../src/index.ts';
import { batchingSink } from '../../src/sink/index.ts';
import type { Payload } from '../../src/sink/index.ts';
import { memoryStore } from '../operators/run-flow.ts';

/** The parts that outlive a process: a database with two-phase commits, a state store, and the committed offset. */
const durable = () => ({
  rows: [] as number[],
  prepared: new Map<string, readonly number[]>(),
  transactions: 0,
  states: memoryStore(),
  offset: 0,
});
type Durable = ReturnType<typeof durable>;

/** A process that dies at its `at`-th step, before or after the step has taken effect. Then every step fails. */
class Process {
  readonly steps: string[] = [];
  readonly #at: number;
  readonly #isEffective: boolean;
  #isDead = false;

  constructor(at: number, isEffective: boolean) {
    this.#at = at;
    this.#isEffective = isEffective;
  }

  get hasDied(): boolean {
    return this.#isDead;
  }

  async step<R>(name: string, effect: () => R | Promise<R>): Promise<R> {
    await Promise.resolve();
    if (this.#isDead) throw new Error('dead');
    if (this.steps.push(name) !== this.#at) return effect();
    this.#isDead = true;
    if (this.#isEffective) await effect();
    throw new Error('killed');
  }
}

const none: Payload<undefined> = { bytes: 0, hasRoom: () => true, add: () => undefined };

const toDatabase = (database: Durable, process: Process) => {
  let rows: number[] = [];
  let buffered: number[] = [];
  return batchingSink<number, undefined, Payload<undefined>>(
    () => ({
      encode: () => undefined,
      newPayload: () => none,
      write: async ({ members }, held) => {
        await process.step('write', () => void buffered.push(...held.map((at) => members[at]!.value)));
      },
      transactions: {
        name: 'database',
        flush: async () => {
          rows = [...rows, ...buffered];
          buffered = [];
        },
        prepare: async () => {
          if (rows.length === 0) return undefined;
          const ended = rows;
          rows = [];
          const id = `tx-${(database.transactions += 1)}`;
          await process.step('prepare', () => void database.prepared.set(id, ended));
          return id;
        },
        commit: (id) =>
          process.step('commit', () => {
            database.rows.push(...(database.prepared.get(id as string) ?? []));
            database.prepared.delete(id as string);
          }),
      },
    }),
    { maxBatch: 3, maxAge: '1h', concurrency: 2 },
  );
};

const values = Array.from({ length: 24 }, (_, n) => n);

const runOnce = (database: Durable, process: Process, ...operators: Array<FlowOperator<number, number>>) => {
  const { states } = database;
  const stateStore: StateStore = {
    load: (position) => states.load(position),
    save: (...saved) => process.step('snapshot', () => states.save(...saved)),
    prune: (position) => states.prune(position),
  };
  const source = async function* () {
    for (const n of values) {
      yield n;
      if (n % 5 === 4) await sleep(3);
    }
  };
  const flow = deliver(source(), {
    topic: 'numbers',
    from: database.offset,
    commitEvery: 1,
    stateStore,
    commit: ({ offset }) => process.step('offsets', () => void (database.offset = offset)),
  });
  const [operator = (same) => same] = operators;
  return run(flow, operator, toDatabase(database, process));
};

describe('a sink with transactions', () => {
  test('writes, prepares, stores the snapshots and the offsets, and commits, in this order', async () => {
    const database = durable();
    const process = new Process(Infinity, false);
    const counts = await runOnce(database, process);
    expect(counts.written).toBe(24);
    expect(database.rows).toEqual(values);
    expect(database.prepared.size).toBe(0);
    expect(database.transactions).toBeGreaterThan(1);
    // The opening barrier also has a snapshot, but nothing to prepare.
    const steps = process.steps.slice(process.steps.indexOf('prepare'));
    const first = ['prepare', 'snapshot', 'offsets', 'commit'].map((name) => steps.indexOf(name));
    expect(first).toEqual(first.toSorted((one, other) => one - other));
    expect(process.steps.filter((name) => name === 'commit')).toHaveLength(database.transactions);
  });

  test('commits each row once, at whatever step the process dies', async () => {
    for (const isEffective of [false, true]) {
      for (let at = 1; ; at += 1) {
        const database = durable();
        const killed = new Process(at, isEffective);
        await runOnce(database, killed).catch((error: unknown) => error);
        if (!killed.hasDied) break;
        await runOnce(database, new Process(Infinity, false));
        expect(database.rows, `dead at step ${at} (${killed.steps.at(-1)})`).toEqual(values);
      }
    }
  });

  test('needs a state store', async () => {
    const database = durable();
    const flow = deliver(values, { topic: 'numbers', commit: async () => undefined });
    await expect(run(flow, toDatabase(database, new Process(Infinity, false)))).rejects.toMatchObject({
      code: 'PENSTOCK_STATE_STORE_REQUIRED',
    });
  });
});
