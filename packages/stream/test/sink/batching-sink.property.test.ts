import * as fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import { expect, test } from 'vitest';
import { createFlow } from '../../src/index.ts';
import type { Lane, LaneOutput } from '../../src/index.ts';
import { batchingSink, Entries } from '../../src/sink/index.ts';
import type { WriteContext, WriteOutcome } from '../../src/sink/index.ts';
import { handPort, startAt } from '../source/ports.ts';

const age = 10;

interface Value {
  readonly n: number;
  readonly key: string;
  readonly size: number;
}

/** A write that the test has not answered yet. */
interface OpenWrite {
  readonly values: readonly Value[];
  readonly members: readonly number[];
  readonly context: WriteContext;
  resolve(outcomes: readonly WriteOutcome[] | void): void;
  reject(error: unknown): void;
}

const kinds = [
  'give',
  'give',
  'give',
  'give',
  'answer',
  'answer',
  'early',
  'again',
  'tick',
  'half',
  'revoke',
  'assign',
  'limit',
] as const;

// The steps of a source, a broker and a server, in any order. `at` selects one of the possible objects.
const step = fc.record({
  kind: fc.constantFrom(...kinds),
  at: fc.nat(40),
});
const plan = fc.record({
  steps: fc.array(step, { maxLength: 120 }),
  maxBatch: fc.integer({ min: 1, max: 5 }),
  maxBytes: fc.integer({ min: 1, max: 12 }),
  isKeyed: fc.boolean(),
  isQueued: fc.boolean(),
  connects: fc.constantFrom('never', 'first', 'at once'),
  ending: fc.constantFrom('end', 'end', 'stop', 'failure', 'leave'),
});

/** Promises use no timers, so a few turns of the microtask queue complete all of them. */
const microtasks = async () => {
  for (let n = 0; n < 40; n += 1) await Promise.resolve();
};

test('no schedule of deliveries, answers, revocations and ends loses, repeats or reorders a write', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (chosen) => {
      const { steps, maxBatch, maxBytes, isKeyed, isQueued, connects, ending } = chosen;
      const scheduler = new VirtualTimeScheduler();
      scheduler.maxFrames = 0;
      const problems: string[] = [];
      const check = (holds: boolean, problem: string) => void (holds || problems.push(problem));
      const { port, open, end, commits } = handPort<Value>([startAt(0), startAt(0, 1)]);
      const laneOf = new Map<number, Lane>();
      const given: Value[] = [];
      const written = new Set<number>();
      const receipts = new Map<number, string>();
      const expected = new Map<number, string>();
      const lastOfKey = new Map<string, number>();
      const writes: OpenWrite[] = [];
      const concurrency = { limit: 2 };
      let connected: (() => void) | undefined;
      let isConnected = connects === 'never';
      let closes = 0;
      let finished: boolean | undefined;
      const queueOf = ({ n }: Value): string => (isQueued ? `queue ${n % 2}` : 'all');
      const isOut = (value: Value): boolean =>
        writes.some(({ values, members }) => members.some((at) => values[at]!.n === value.n && !expected.has(value.n)));

      const sink = batchingSink<Value, Value, Entries<Value>>(
        () => ({
          concurrency,
          ...(connects !== 'never' && {
            connectOnSubscribe: connects === 'at once',
            connect: () => new Promise<void>((resolve) => (connected = resolve)),
          }),
          encode: ({ value }) => {
            check(isConnected, `${value.n} was encoded without a connection`);
            if (value.size === 0) throw new Error('empty');
            return value;
          },
          newPayload: () => new Entries(({ size }) => size),
          ...(isKeyed && { keyOf: ({ key }: Value) => key }),
          ...(isQueued && { queueOf }),
          write: ({ members: deliveries, payload }, members, context) => {
            const values = payload.list;
            const ours = members.map((at) => values[at]!);
            check(deliveries.length <= maxBatch, `${deliveries.length} members`);
            check(values.length === 1 || payload.bytes <= maxBytes, `${payload.bytes} bytes`);
            check(new Set(values.map(queueOf)).size === 1, 'two queues share a batch');
            const underWay = writes.filter(({ values: [first] }) => queueOf(first!) === queueOf(values[0]!));
            check(underWay.length < concurrency.limit, `more than ${concurrency.limit} writes`);
            for (const { n, key } of ours) {
              check(laneOf.get(n)!.state !== 'revoked', `${n} was written though its lane was revoked`);
              check(!written.has(n), `${n} was written twice`);
              written.add(n);
              if (!isKeyed) continue;
              check((lastOfKey.get(key) ?? -1) < n, `${n} was written after ${lastOfKey.get(key)} of ${key}`);
              check(!given.some((other) => other.n !== n && other.key === key && isOut(other)), `${key} is out twice`);
              lastOfKey.set(key, n);
            }
            return new Promise((resolve, reject) => writes.push({ values, members, context, resolve, reject }));
          },
          finish: async ({ ended }) => void (finished = ended),
          close: () => void (closes += 1),
        }),
        { maxBatch, maxBytes, maxAge: age, scheduler },
      );

      let outcome: unknown;
      const subscription = sink(
        createFlow(port, {
          maxInFlight: 50,
          onReject: 'skip',
          commitEvery: 15,
          stallTimeout: '1d',
          drainTimeout: '1d',
          scheduler,
        }),
      ).subscribe({
        next: (receipt) => {
          const n = Number(receipt.id);
          check(!receipts.has(n), `${n} has two receipts`);
          receipts.set(n, receipt.outcome);
        },
        error: (error: unknown) => (outcome = error),
        complete: () => (outcome = 'complete'),
      });
      const { output, lanes } = await open;
      const current: Array<LaneOutput<Value> | undefined> = [...lanes];
      const next = [0, 0];
      const { source } = lanes[0]!;

      const connect = async () => {
        await microtasks();
        if (isConnected || !connected) return;
        isConnected = true;
        connected();
        await microtasks();
      };
      const pass = async (ms: number) => {
        await microtasks();
        scheduler.maxFrames += ms;
        scheduler.flush();
        await microtasks();
      };
      const isFree = (value: Value): boolean => !isKeyed || !given.some((one) => one.key === value.key && isOut(one));
      /** Checks that everything is being written that may be written now. */
      const checkAge = () => {
        for (const value of given) {
          const { n, size } = value;
          const isWaiting = !written.has(n) && size > 0 && laneOf.get(n)!.state !== 'revoked';
          const underWay = writes.filter(({ values: [first] }) => queueOf(first!) === queueOf(value));
          if (isWaiting && isConnected && isFree(value) && underWay.length < concurrency.limit)
            problems.push(`${n} waits longer than maxAge`);
        }
      };
      /** Chooses the outcome of a member, and notes it as the one that the flow must get. */
      const outcomeOf = ({ n }: Value): WriteOutcome => {
        const made = n % 5 === 4 ? { rejected: 'bad' } : n % 5 === 3 ? 'unchanged' : 'written';
        if (!expected.has(n)) expected.set(n, typeof made === 'object' ? 'rejected' : made);
        return made;
      };
      const answer = async (write: OpenWrite) => {
        writes.splice(writes.indexOf(write), 1);
        const ours = write.members.map((at) => write.values[at]!);
        const before = new Set(expected.keys());
        const outcomes = ours.map((value) => outcomeOf(value));
        const isAllWritten = ours.every(({ n }) => before.has(n) || expected.get(n) === 'written');
        write.resolve(isAllWritten ? undefined : outcomes);
        await microtasks();
      };

      for (const { kind, at } of steps) {
        const partition = at % 2;
        const lane = current[partition];
        const write = writes[at % Math.max(1, writes.length)];
        if (kind === 'give' && lane && output.credit() > 0) {
          const n = given.length;
          const value = { n, key: `key ${at % 3}`, size: at % 6 };
          given.push(value);
          laneOf.set(n, lane);
          if (value.size === 0) expected.set(n, 'rejected');
          lane.next({ value, offset: next[partition]!++, id: `${n}` });
          if (at % 4 === 0) await connect();
        } else if (kind === 'answer' && write) await answer(write);
        else if (kind === 'early' && write) {
          const member = write.members[at % write.members.length]!;
          write.context.settle(member, outcomeOf(write.values[member]!));
          write.context.settle(member, { rejected: 'twice' });
        } else if (kind === 'again' && write) {
          const held = write.context.held(write.members);
          for (const member of write.members) {
            const { n } = write.values[member]!;
            const isHeld = laneOf.get(n)!.state !== 'revoked';
            check(held.includes(member) === isHeld, `${n} is ${isHeld ? '' : 'not '}held`);
            // The sink drops this member, so its key is free.
            if (!isHeld) expected.set(n, expected.get(n) ?? 'dropped');
          }
        } else if (kind === 'tick') {
          await pass(age);
          checkAge();
        } else if (kind === 'half') await pass(age / 2);
        else if (kind === 'limit') concurrency.limit = 1 + (at % 3);
        else if (kind === 'revoke' && lane) {
          current[partition] = undefined;
          await output.revoke([lane]);
        } else if (kind === 'assign' && !lane)
          [current[partition]] = await output.assign([startAt(next[partition]!, partition)]);
      }

      await connect();
      const before = new Map(receipts);
      if (ending === 'leave') {
        subscription.unsubscribe();
        for (const write of writes.slice()) await answer(write);
        expect(receipts).toEqual(before);
        expect(closes).toBe(1);
      } else if (ending === 'failure' && writes.length > 0) {
        await microtasks();
        const committed = commits.length;
        writes[0]!.reject(new Error('disk full'));
        await pass(3 * age);
        expect(commits.length).toBe(committed);
        expect(outcome).toMatchObject({ code: 'PENSTOCK_SINK_FAILED' });
        for (const write of writes.splice(1)) write.resolve();
        await pass(age);
        expect(receipts).toEqual(before);
        expect(closes).toBe(1);
      } else {
        if (ending === 'stop') source.stop();
        else end();
        for (let round = 0; round < 200 && outcome === undefined; round += 1) {
          await connect();
          await microtasks();
          for (const write of writes.slice()) await answer(write);
        }
        expect(problems).toEqual([]);
        expect(outcome).toBe('complete');
        await pass(age);
        await source.closed;
        expect(finished).toBe(ending !== 'stop');
        expect(closes).toBe(1);
        for (const { n } of given) {
          if (receipts.has(n)) continue;
          check(laneOf.get(n)!.state === 'revoked', `${n} is lost`);
        }
        expect(source.counts.inFlight).toBe(0);
      }
      for (const [n, one] of receipts)
        check(one === expected.get(n), `${n} is ${one} in place of ${String(expected.get(n))}`);
      expect(problems).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
