import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowOptions } from '../source/flow-options.ts';
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

/** A record that the contract suite writes. */
export interface ContractRecord {
  readonly key?: RecordKey;
  readonly value: string;
  readonly headers?: RecordHeaders;
  readonly time?: number;
}

/** A topic for one case, with one consumer group. */
export interface ContractTopic {
  /** Resolves when the records are durable. */
  write(records: readonly ContractRecord[]): Promise<unknown>;
  /** Starts a new member of the group. */
  read(options: FlowOptions & { readonly until?: 'end' }): Flow<string>;
  /** Returns the committed positions of the group. Partitions without a commit are left out or have offset 0. */
  committed(): Promise<readonly Position[]>;
  close(): Promise<void>;
}

/**
 * The contract suite of topics, such as a Kafka topic or the in-process topic, as cases for any test runner.
 *
 * @param open Opens an empty topic with the given number of partitions. Each case opens and closes its own topic.
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
    on('reads every record once and commits the end of each partition', 3, async (topic) => {
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
    on('continues from the committed offsets', 2, async (topic) => {
      await topic.write(keyed(10));
      await readToEnd(topic);
      await topic.write([{ key: 'late', value: 'late' }]);
      deepEqual(await readToEnd(topic), ['late']);
    }),
    on('keeps key, headers and time, and gives a record its position as id', 1, async (topic) => {
      await topic.write([{ key: 'k', value: 'v', headers: { from: 'contract' }, time: 1_700_000_000_000 }]);
      const { deliveries } = await collect(topic.read({ until: 'end' }), 1, true);
      const { key, value, headers, time, id, position } = deliveries[0]!;
      deepEqual([key, value, { ...headers }, time], ['k', 'v', { from: 'contract' }, 1_700_000_000_000]);
      equal(position.offset, 0);
      equal(id, `${position.topic}-0-0`);
    }),
    on(
      'keeps the bytes of keys and headers that are not UTF-8, and distinguishes an empty key from none',
      2,
      async (topic) => {
        await topic.write(oddRecords);
        const { deliveries } = await collect(topic.read({ until: 'end' }), oddRecords.length, true);
        const read = new Map(
          deliveries.map(({ value, key, headers }) => [value, { key, headers: Object.entries(headers) }]),
        );
        for (const { value, key = null, headers = {} } of oddRecords)
          deepEqual(read.get(value), { key, headers: Object.entries(headers) });
      },
    ),
    on('rejects a key or a header with a lone surrogate, which UTF-8 cannot encode', 1, async (topic) => {
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
    on('delivers unsettled records again to the next member', 1, async (topic) => {
      await topic.write(keyed(3));
      const { leave } = await collect(topic.read({}), 3, false);
      await leave();
      deepEqual(
        await readToEnd(topic),
        keyed(3).map(({ value }) => value),
      );
    }),
    on('hands out at most maxInFlight unsettled records', 2, async (topic) => {
      await topic.write(keyed(20));
      const { deliveries, leave } = await collect(topic.read({ maxInFlight: 4 }), 4, false);
      await sleep(50);
      equal(deliveries.length, 4);
      await leave();
    }),
    on('loses no record when one of two members leaves', 4, async (topic) => {
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
      // Writes more records until the second member has received one: before it joins, the first reads everything.
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
    on('lets one of two members of one partition stop, and the other reads the later records', 1, async (topic) => {
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

// Keys and headers with bytes that are not UTF-8 (the 64-bit integer 200, half of a character), a byte order mark, NUL,
// and text that looks like one of these.
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
    ok(Date.now() < deadline, 'Expected the condition to hold within 20 s.');
};

/**
 * Takes deliveries until there are `count` of them, and calls `meanwhile` repeatedly until then. Acknowledges them only
 * when `ack` is true.
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
