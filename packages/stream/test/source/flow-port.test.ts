import { catchError, EMPTY, merge } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { batch, createFlow, deadLetter, deliver, run, settle, tapValue, toSink } from '../../src/index.ts';
import type { DeadLetter, Flow, FlowPort } from '../../src/index.ts';
import { collect } from '../collect.ts';
import { codeOf } from '../operators/run-flow.ts';
import { handPort, startAt, turns } from './ports.ts';

describe('maxInFlightBytes', () => {
  test('limits the bytes in flight, and hands out one larger record alone', async () => {
    const { port, open } = handPort<string>([startAt(0)]);
    const { deliveries, subscription } = collect(createFlow(port, { maxInFlightBytes: 100 }));
    const { output, lanes } = await open;
    lanes[0]!.next({ value: 'a', offset: 0, bytes: 60 });
    expect([output.credit(40), output.credit(41)]).toEqual([9_999, 0]);
    let waited = false;
    const large = output.ready(500).then((granted) => ((waited = true), granted));
    lanes[0]!.next({ value: 'b', offset: 1, bytes: 40 });
    deliveries[0]!.ack();
    await turns();
    expect(waited).toBe(false);
    deliveries[1]!.ack();
    expect(await large).toBe(true);
    lanes[0]!.next({ value: 'c', offset: 2, bytes: 500 });
    expect(output.credit()).toBe(0);
    subscription.unsubscribe();
  });

  test('counts bytes also in a ledger that has grown, and returns those of a revoked lane', async () => {
    const { port, open } = handPort<number>([startAt(0), startAt(0, 1)]);
    const { deliveries, subscription } = collect(createFlow(port, { maxInFlightBytes: 10_000 }));
    const { output, lanes } = await open;
    for (let offset = 0; offset < 200; offset += 1) lanes[offset % 2]!.next({ value: offset, offset, bytes: 50 });
    expect(output.credit()).toBe(0);
    for (const delivery of deliveries.filter(({ lane }) => lane === lanes[0]).toReversed()) delivery.ack();
    expect([output.credit(5_000) > 0, output.credit(5_001) > 0]).toEqual([true, false]);
    await output.revoke([lanes[1]!]);
    expect(output.credit(10_000)).toBeGreaterThan(0);
    subscription.unsubscribe();
  });

  test('refuses a limit of 0', () => {
    expect(() => deliver([1], { maxInFlightBytes: 0 })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});

describe('revoke', () => {
  test('waits for the deliveries in flight, commits them, and takes no more records', async () => {
    const { port, open, commits } = handPort<number>([startAt(0), startAt(0, 1)]);
    const { deliveries, subscription } = collect(createFlow(port, { commitEvery: '1h' }));
    const { output, lanes } = await open;
    lanes[0]!.next({ value: 1, offset: 0 });
    lanes[1]!.next({ value: 2, offset: 0 });
    const revoked = output.revoke([lanes[0]!], { within: 10_000 });
    lanes[0]!.next({ value: 3, offset: 1 });
    await turns();
    expect(lanes[0]!.state).toBe('active');
    deliveries[0]!.ack();
    await revoked;
    expect(lanes.map(({ state }) => state)).toEqual(['revoked', 'active']);
    expect(commits).toEqual([startAt(1)]);
    expect(deliveries.map(({ value }) => value)).toEqual([1, 2]);
    subscription.unsubscribe();
  });

  test('drops deliveries that are not settled in time, returns their credit, and commits the others', async () => {
    const { port, open, commits } = handPort<number>([startAt(0)]);
    const { deliveries, subscription } = collect(createFlow(port, { commitEvery: '1h', maxInFlight: 3 }));
    const { output, lanes } = await open;
    for (const offset of [0, 1, 2]) lanes[0]!.next({ value: offset, offset });
    deliveries[0]!.ack();
    deliveries[2]!.ack();
    await output.revoke(lanes, { within: 5 });
    expect(commits).toEqual([startAt(1)]);
    expect(output.credit()).toBe(3);
    deliveries[1]!.ack();
    expect(output.credit()).toBe(3);
    expect(lanes[0]!.source.counts).toMatchObject({ inFlight: 0, abandoned: 1 });
    subscription.unsubscribe();
  });

  test('asks operators that buffer deliveries to flush', async () => {
    const { port, open, commits, end } = handPort<number>([startAt(0)]);
    const running = run(createFlow(port, { commitEvery: '1h' }), batch({ maxBatch: 100, maxAge: '1h' }), settle());
    const { output, lanes } = await open;
    lanes[0]!.next({ value: 1, offset: 0 });
    await output.revoke(lanes, { within: 10_000 });
    expect(commits).toEqual([startAt(1)]);
    end();
    await running;
  });

  test('revokes an older lane of the same partition when a new one is assigned', async () => {
    const { port, open } = handPort<number>([startAt(0)]);
    const { deliveries, subscription } = collect(createFlow(port, { maxInFlight: 1 }));
    const { output, lanes } = await open;
    lanes[0]!.next({ value: 1, offset: 0 });
    const [again] = await output.assign([startAt(0)]);
    expect([lanes[0]!.state, again!.epoch, output.credit()]).toEqual(['revoked', 2, 1]);
    deliveries[0]!.ack();
    expect(output.credit()).toBe(1);
    subscription.unsubscribe();
  });
});

describe('a commit that the source cannot make now', () => {
  const two = async (answers: Array<'none' | 'first' | 'all'>, options = {}) => {
    const asked: number[] = [];
    const { port, open, commits, end } = handPort<number>([startAt(0), startAt(0, 1)], async (positions) => {
      asked.push(positions.length);
      const answer = answers.shift() ?? 'all';
      return answer === 'none' ? false : answer === 'first' ? positions.slice(0, 1) : undefined;
    });
    const running = run(createFlow(port, { commitEvery: '1h', drainTimeout: 2_000, ...options }), settle());
    const { lanes } = await open;
    for (const lane of lanes) lane.next({ value: 1, offset: 0 });
    end();
    return { result: await codeOf(running), asked, commits };
  };

  test('is tried again, also after the end', async () => {
    expect(await two(['none', 'none'])).toEqual({
      result: 'resolved',
      asked: [2, 2, 2],
      commits: [startAt(1), startAt(1, 1)],
    });
  });

  test('is tried again only for the positions that are left', async () => {
    expect(await two(['first'])).toEqual({ result: 'resolved', asked: [2, 1], commits: [startAt(1), startAt(1, 1)] });
  });

  test('fails the flow when the source still cannot commit after drainTimeout', async () => {
    const { result, commits } = await two(
      Array.from({ length: 50 }, () => 'none' as const),
      { drainTimeout: 250 },
    );
    expect(result).toBe('PENSTOCK_COMMIT_FAILED');
    expect(commits).toEqual([]);
  });

  test('fails the flow immediately when it throws', async () => {
    const { port, open, end } = handPort<number>([startAt(0)], async () => Promise.reject(new Error('no broker')));
    const running = run(createFlow(port, { commitEvery: '1h' }), settle());
    const { lanes } = await open;
    lanes[0]!.next({ value: 1, offset: 0 });
    end();
    expect(await codeOf(running)).toBe('PENSTOCK_COMMIT_FAILED');
  });
});

describe('a port that fails', () => {
  test('lets a source give back lanes after the flow has failed', async () => {
    const { port, open } = handPort<number>([startAt(0)], async () => Promise.reject(new Error('no broker')));
    const flow = createFlow(port, { commitEvery: '1h' }).pipe(catchError(() => EMPTY));
    const { deliveries } = collect(flow);
    const { output, lanes } = await open;
    for (const offset of [0, 1]) lanes[0]!.next({ value: offset, offset });
    deliveries[0]!.ack();
    await output.settle({});
    expect(await codeOf(lanes[0]!.source.closed)).toBe('PENSTOCK_COMMIT_FAILED');
    await output.revoke(lanes, { within: 5 });
    expect(lanes[0]!.state).toBe('revoked');
  });

  test('leaves no rejection unhandled when `close` rejects after a failure', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const port: FlowPort<number> = {
      start: async () => Promise.reject(new Error('no address')),
      close: async () => Promise.reject(new Error('not connected')),
    };
    await expect(run(createFlow(port), settle())).rejects.toThrow('no address');
    await turns();
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  test('fails the flow when `start` throws before it returns a promise, and is closed', async () => {
    let closed = 0;
    const port: FlowPort<number> = {
      start() {
        throw new Error('no address');
      },
      close: async () => void (closed += 1),
    };
    await expect(run(createFlow(port), settle())).rejects.toThrow('no address');
    expect(closed).toBe(1);
  });
});

describe('a record that a source cannot make', () => {
  const id = (n: number) => {
    if (n === 2) throw new Error('two has no id');
    return `n${n}`;
  };

  test('is rejected by the policy, and the other records pass', async () => {
    const commits: number[] = [];
    const letters: DeadLetter[] = [];
    const flow = deliver([1, 2, 3], {
      topic: 'n',
      id,
      onReject: deadLetter(async (letter) => void letters.push(letter)),
      commit: async ({ offset }) => void commits.push(offset),
    });
    expect(
      await run(
        flow,
        toSink(async () => {}),
      ),
    ).toMatchObject({ received: 3, written: 2, rejected: 1 });
    expect(letters).toMatchObject([
      { id: 'n-0-1', value: 2, position: { offset: 1 }, reason: { message: 'two has no id' } },
    ]);
    expect(commits.at(-1)).toBe(3);
  });

  test('stops the flow at this record by default', async () => {
    const commits: number[] = [];
    expect(
      await codeOf(
        run(
          deliver([1, 2, 3], { time: (n) => id(n).length, commit: async ({ offset }) => void commits.push(offset) }),
          settle(),
        ),
      ),
    ).toBe('PENSTOCK_REJECTED');
    expect(commits.at(-1)).toBe(1);
  });

  test('keeps the undecoded record for the dead letter', async () => {
    const letters: DeadLetter[] = [];
    const { port, open, end } = handPort<string>([startAt(0)]);
    const running = run(
      createFlow(port, { onReject: deadLetter(async (letter) => void letters.push(letter)) }),
      tapValue(() => {
        throw new Error('bad');
      }),
      settle(),
    );
    const { lanes } = await open;
    const raw = (text: string) => ({ key: Buffer.from('k'), value: Buffer.from(text) });
    lanes[0]!.reject(
      { value: undefined, offset: 0, headers: { from: 'x' }, raw: raw('{') },
      new SyntaxError('not JSON'),
    );
    lanes[0]!.next({ value: 'decoded', offset: 1, raw: raw('"decoded"') });
    end();
    await running;
    expect(letters).toMatchObject([
      { id: 't-0-0', value: undefined, headers: { from: 'x' }, raw: raw('{'), reason: { name: 'SyntaxError' } },
      { id: 't-0-1', value: 'decoded', raw: raw('"decoded"'), reason: { message: 'bad' } },
    ]);
  });
});

describe('run', () => {
  test('stops a source without lanes, and lets it close', async () => {
    const stop = new AbortController();
    const log: string[] = [];
    const port: FlowPort<number> = {
      start: ({ signal }) =>
        new Promise((resolve) =>
          signal.addEventListener(
            'abort',
            () => (log.push('asked to stop'), setTimeout(() => (log.push('stopped'), resolve()), 5)),
          ),
        ),
      close: async () => void log.push('closed'),
    };
    const running = run(createFlow(port), settle(), { signal: stop.signal });
    stop.abort();
    expect(await running).toMatchObject({ received: 0 });
    expect(log).toEqual(['asked to stop', 'stopped', 'closed']);
  });

  test('stops and counts all sources of a joined flow', async () => {
    const stop = new AbortController();
    const [one, other] = [handPort<number>([startAt(0)]), handPort<number>([startAt(0, 1)])];
    const joined = (flow: Flow<number>): Flow<number> => merge(flow, createFlow(other.port));
    const running = run(createFlow(one.port), joined, settle(), { signal: stop.signal });
    for (const { open } of [one, other]) {
      const { lanes } = await open;
      lanes[0]!.next({ value: 1, offset: 0 });
    }
    stop.abort();
    expect(await running).toMatchObject({ received: 2, written: 2 });
    expect([one.closed(), other.closed()]).toEqual([1, 1]);
    expect([...one.commits, ...other.commits]).toEqual([startAt(1), startAt(1, 1)]);
  });
});

test('keeps committing settled records after the source has ended', async () => {
  const { port, open, end, commits } = handPort<number>([startAt(0)]);
  const { deliveries } = collect(createFlow(port, { commitEvery: 1 }));
  const { lanes } = await open;
  for (let offset = 0; offset < 3; offset += 1) lanes[0]!.next({ value: offset, offset });
  end();
  await turns();
  deliveries[0]!.ack();
  deliveries[1]!.ack();
  await expect.poll(() => commits.at(-1)).toEqual(startAt(2));
  deliveries[2]!.ack();
  await lanes[0]!.source.closed;
  expect(commits.at(-1)).toEqual(startAt(3));
});
