import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowOptions } from '../source/create-flow.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { RecordHeaders } from '../delivery/record-headers.ts';
import type { RecordKey } from '../delivery/record-key.ts';
import type { Flow } from '../delivery/flow.ts';
import type { Position } from '../delivery/position.ts';
import { settle } from '../operators/settle.ts';
import { tapValue } from '../operators/tap-value.ts';
import { run } from '../run.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

/** A record as the contract writes it. */
export interface ContractRecord {
  readonly key?: RecordKey;
  readonly value: string;
  readonly headers?: RecordHeaders;
  readonly time?: number;
}

/** A topic of its own for one case, with one consumer group. */
export interface ContractTopic {
  /** Resolves when the records are durable. */
  write(records: readonly ContractRecord[]): Promise<unknown>;
  /** A new member of the group. */
  read(options: FlowOptions & { readonly until?: 'end' }): Flow<string>;
  /** What the group has committed; partitions without a commit are left out or stand at 0. */
  committed(): Promise<readonly Position[]>;
  close(): Promise<void>;
}

/**
 * What every topic keeps to, Kafka or in-process, as cases for any test runner.
 *
 * @param open opens an empty topic with that many partitions; each case opens and closes its own.
 *
 * @example
 * ```ts
 * declare const openMyTopic: (partitions: number) => Promise<ContractTopic>;
 *
 * for (const { name, run } of topicContract(openMyTopic)) test(name, run);
 * ```
 */
export const topicContract = (open: (partitions: number) => Promise<ContractTopic>): ContractCase[] => {
  const on = (name: string, partitions: number, check: (topic: ContractTopic) => Promise<void>) =>
    contractCase(name, () => open(partitions), check);
  return [
    on('reads every record once and commits the ends', 3, async (topic) => {
      await topic.write(keyed(60));
      const seen = await readToEnd(topic);
      deepEqual(
        seen.toSorted(),
        keyed(60)
          .map(({ value }) => value)
          .toSorted(),
      );
      equal(await committedCount(topic), 60);
    }),
    on('keeps the records of a key in order and in one partition', 4, async (topic) => {
      await topic.write(keyed(80));
      const { deliveries } = await collect(topic.read({ until: 'end' }), 80, true);
      for (const key of new Set(deliveries.map((delivery) => delivery.key))) {
        const ofKey = deliveries.filter((delivery) => delivery.key === key);
        deepEqual(
          ofKey.map(({ value }) => value),
          keyed(80)
            .filter((record) => record.key === key)
            .map(({ value }) => value),
        );
        equal(new Set(ofKey.map(({ position }) => position.partition)).size, 1);
      }
    }),
    on('goes on from what is committed', 2, async (topic) => {
      await topic.write(keyed(10));
      await readToEnd(topic);
      await topic.write([{ key: 'late', value: 'late' }]);
      deepEqual(await readToEnd(topic), ['late']);
    }),
    on('keeps key, headers and time, and names a record by its position', 1, async (topic) => {
      await topic.write([{ key: 'k', value: 'v', headers: { from: 'contract' }, time: 1_700_000_000_000 }]);
      const { deliveries } = await collect(topic.read({ until: 'end' }), 1, true);
      const { key, value, headers, time, id, position } = deliveries[0]!;
      deepEqual([key, value, { ...headers }, time], ['k', 'v', { from: 'contract' }, 1_700_000_000_000]);
      equal(position.offset, 0);
      equal(id, `${position.topic}-0-0`);
    }),
    on('keeps keys and headers that are no text byte for byte, and tells an empty key from none', 2, async (topic) => {
      await topic.write(oddRecords);
      const { deliveries } = await collect(topic.read({ until: 'end' }), oddRecords.length, true);
      const read = new Map(
        deliveries.map(({ value, key, headers }) => [value, { key, headers: Object.entries(headers) }]),
      );
      for (const { value, key = null, headers = {} } of oddRecords)
        deepEqual(read.get(value), { key, headers: Object.entries(headers) });
    }),
    on('rejects a key or a header that UTF-8 cannot hold, rather than make two of them one', 1, async (topic) => {
      for (const text of ['\ud800', '\ud801', 'a\udc00b']) {
        for (const record of [
          { key: text, value: 'v' },
          { value: 'v', headers: { [text]: 'v' } },
          { value: 'v', headers: { name: ['v', text] } },
        ]) {
          await rejects(topic.write([record]), (error: { code?: string; cause?: { code?: string } }) =>
            [error.code, error.cause?.code].includes('PENSTOCK_BAD_RECORD'),
          );
        }
      }
      await topic.write([{ value: 'whole' }]);
      deepEqual(await readToEnd(topic), ['whole']);
    }),
    on('never commits past an unsettled record', 1, async (topic) => {
      await topic.write(keyed(5));
      const { deliveries, leave } = await collect(topic.read({ commitEvery: 5 }), 5, false);
      for (const nth of [0, 1, 3, 4]) deliveries[nth]!.ack();
      await until(async () => (await committedCount(topic)) >= 2);
      await sleep(50);
      equal(await committedCount(topic), 2);
      deliveries[2]!.ack();
      await until(async () => (await committedCount(topic)) === 5);
      await leave();
    }),
    on('gives what was left unsettled again', 1, async (topic) => {
      await topic.write(keyed(3));
      const { leave } = await collect(topic.read({}), 3, false);
      await leave();
      deepEqual(
        await readToEnd(topic),
        keyed(3).map(({ value }) => value),
      );
    }),
    on('hands out at most maxInFlight', 2, async (topic) => {
      await topic.write(keyed(20));
      const { deliveries, leave } = await collect(topic.read({ maxInFlight: 4 }), 4, false);
      await sleep(50);
      equal(deliveries.length, 4);
      await leave();
    }),
    on('loses nothing when one of two members leaves', 4, async (topic) => {
      await topic.write(keyed(40));
      const seen = new Set<string>();
      const stop = new AbortController();
      const member = (signal: AbortSignal) =>
        run(
          topic.read({ commitEvery: 5, maxInFlight: 8 }),
          tapValue((value: string) => void seen.add(value)),
          settle(),
          { signal },
        );
      const stays = member(stop.signal);
      // Written for as long as it takes: the one that stays reads everything until the other has joined.
      let written = 40;
      const { leave } = await collect(topic.read({ commitEvery: 5, maxInFlight: 3 }), 1, false, async () => {
        await topic.write(keyed(10, written));
        written += 10;
      });
      await leave();
      await until(async () => seen.size === written && (await committedCount(topic)) === written);
      stop.abort();
      await stays;
    }),
    on('stops one of two members over one partition, whichever has it, and the other reads on', 1, async (topic) => {
      const seen = new Set<string>();
      const [first, second] = [new AbortController(), new AbortController()];
      const member = (signal: AbortSignal) =>
        run(
          topic.read({ commitEvery: 5 }),
          tapValue((value: string) => void seen.add(value)),
          settle(),
          { signal },
        );
      const [stays, goes] = [member(first.signal), member(second.signal)];
      await topic.write(keyed(10));
      await until(async () => seen.size === 10);
      second.abort();
      const gone = await goes;
      await topic.write(keyed(10, 10));
      await until(async () => seen.size === 20 && (await committedCount(topic)) === 20);
      first.abort();
      const stayed = await stays;
      ok(gone.received + stayed.received >= 20);
    }),
  ];
};

const keyed = (count: number, from = 0): ContractRecord[] =>
  Array.from({ length: count }, (_, index) => ({ key: `key-${(from + index) % 7}`, value: `value-${from + index}` }));

// Bytes that are no UTF-8 (a long of 200, half of a character), a byte order mark, NUL, and what looks like them as
// text.
const oddRecords: readonly ContractRecord[] = [
  { value: 'none' },
  { value: 'empty', key: '', headers: { empty: '', null: null } },
  { value: '200', key: new Uint8Array([0, 0, 0, 0, 0, 0, 0, 200]), headers: { bytes: new Uint8Array([0xff, 0]) } },
  {
    value: '201',
    key: new Uint8Array([0, 0, 0, 0, 0, 0, 0, 201]),
    headers: { list: ['a', new Uint8Array([0xc3]), null, ''] },
  },
  { value: 'replaced', key: '\0\0\0\0\0\0\0\uFFFD', headers: { constructor: 'c', ['__proto__']: 'p' } },
  { value: 'mark', key: '\uFEFFk', headers: { é: '\uFEFFü', '\0': '\0' } },
];

const readToEnd = async (topic: ContractTopic): Promise<string[]> => {
  const seen: string[] = [];
  await run(
    topic.read({ until: 'end' }),
    tapValue((value: string) => void seen.push(value)),
    settle(),
  );
  return seen;
};

const committedCount = async (topic: ContractTopic): Promise<number> =>
  (await topic.committed()).reduce((sum, { offset }) => sum + offset, 0);

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 20_000; !(await holds()); await sleep(5))
    ok(Date.now() < deadline, 'waited 20 s in vain');
};

/**
 * Takes deliveries until there are `count`, with `meanwhile` done again and again; they are left unsettled unless
 * `ack`.
 */
const collect = async (flow: Flow<string>, count: number, ack: boolean, meanwhile?: () => Promise<unknown>) => {
  const deliveries: Array<Delivery<string>> = [];
  let failure: unknown;
  const subscription = flow.subscribe({
    next: (element) => {
      if (element.kind === 'barrier') return element.arrive();
      deliveries.push(element);
      if (ack) element.ack();
    },
    error: (error: unknown) => (failure = error),
  });
  await until(async () => {
    if (failure !== undefined) throw failure;
    if (deliveries.length < count) await meanwhile?.();
    return deliveries.length >= count;
  });
  const source = deliveries[0]!.lane.source;
  if (ack) await source.closed;
  return {
    deliveries,
    leave: async () => {
      subscription.unsubscribe();
      await source.closed;
    },
  };
};
