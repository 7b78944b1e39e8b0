import { run, settle } from '@penstock/stream';
import type { Barrier, Delivery } from '@penstock/stream';
import { tap } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { fromKafka } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';
import { writeRaw } from './write.ts';

const partitions = Array.from({ length: 10 }, (_, partition) => partition);

/** A flow of the group, its partitions at the last barrier, and the records that it got. */
const join = (topic: string, stop: AbortSignal) => {
  const member = {
    held: [] as number[],
    records: [] as Array<{ partition: number; n: number }>,
    running: Promise.resolve<unknown>(undefined),
  };
  const watch = (element: Delivery<{ n: number }> | Barrier) => {
    if (element.kind === 'barrier') {
      // The barrier before a revocation still has the revoked partitions.
      if (element.reason !== 'revoking')
        member.held = element.marks.filter(({ state }) => state !== 'revoked').map(({ lane }) => lane.partition);
    } else member.records.push({ partition: element.position.partition, n: element.value.n });
  };
  member.running = run(
    fromKafka<{ n: number }>(connection, { topic, group: topic, commitEvery: 100, tombstones: 'reject' }).pipe(
      tap(watch),
    ),
    settle(),
    { signal: stop },
  );
  return member;
};

test.each([
  [1, [10]],
  [2, [5, 5]],
  [4, [2, 2, 3, 3]],
])(
  'shares 10 partitions among %i members, each with one owner, and every record arrives once',
  async (count, shares) => {
    const topic = await newTopic(partitions.length);
    const stop = new AbortController();
    const members = Array.from({ length: count }, () => join(topic, stop.signal));
    const ended = Promise.all(members.map(({ running }) => running));
    const sharedOut = async () => {
      expect(members.map(({ held }) => held.length).toSorted()).toEqual(shares.toSorted());
      expect(members.flatMap(({ held }) => held).toSorted()).toEqual(partitions);
    };
    try {
      await Promise.race([vi.waitFor(sharedOut, { timeout: 30_000, interval: 50 }), ended]);
      await writeRaw(
        topic,
        Array.from({ length: 1_000 }, (_, n) => ({ partition: n % partitions.length, value: `{"n":${n}}` })),
      );
      await vi.waitFor(() => expect(members.flatMap(({ records }) => records)).toHaveLength(1_000), {
        timeout: 20_000,
        interval: 50,
      });
      for (const { held, records } of members)
        expect([...new Set(records.map(({ partition }) => partition))].toSorted()).toEqual(held.toSorted());
      const numbers = members.flatMap(({ records }) => records.map(({ n }) => n)).toSorted((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    } finally {
      stop.abort();
      await ended;
    }
  },
  60_000,
);
