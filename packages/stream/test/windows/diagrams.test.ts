import { map, Subject } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { count, hopping, mapValue, ohlc, tumbling } from '../../src/index.ts';
import type { Flow, FlowOperator, WindowResult } from '../../src/index.ts';
import { marbles, openLane, shown } from '../marbles.ts';
import { tick } from './feed.ts';
import type { Tick } from './feed.ts';
import { asTicks } from './marbles.ts';

// a, b and e are in the first ten milliseconds; c and d begin the second and the third ten.
const ticks = { a: tick(1), b: tick(9), c: tick(10), d: tick(20), e: tick(3) };
const price = ({ price: at }: Tick) => at;

/** Each operator, mapped to `x` for each window that it emits. */
const operators: ReadonlyArray<readonly [string, () => FlowOperator<Tick, string>]> = [
  [
    'tumbling',
    () => (flow) =>
      flow.pipe(
        tumbling({ interval: 10, aggregate: count() }),
        mapValue(() => 'x'),
      ),
  ],
  [
    'hopping',
    () => (flow) =>
      flow.pipe(
        hopping({ interval: 10, every: 10, aggregate: count() }),
        mapValue(() => 'x'),
      ),
  ],
  [
    'ohlc',
    () => (flow) =>
      flow.pipe(
        ohlc({ interval: 10, price }),
        mapValue(() => 'x'),
      ),
  ],
];

describe.each(operators)('%s', (_name, operator) => {
  const check = (input: string, output: string) =>
    marbles(({ cold, expectObservable }) => {
      expectObservable(shown(asTicks(cold(input), openLane().lane, ticks).pipe(operator()))).toBe(output);
    });

  test('never emits for a flow that never emits', () => check('-', '-'));
  test('completes for an empty flow', () => check('|', '|'));
  test('emits a window when the watermark passes its end', () => check('-a-b-c-d-|', '-----x-x-|'));
  test('passes barriers in place', () => check('-a-B-c-(dB)-|', '---B-x-(xB)-|'));
  test('emits open windows when the source has ended', () => check('-a-b-(E|)', '-----(xB|)'));
  test('keeps open windows when the flow completes but the source has not ended', () =>
    check('-a-b-(B|)', '-----(B|)'));
  test('passes an error on, and emits no window', () => check('-a-#', '---#'));
  test('emits for an endless flow', () => check('-a-b-c-d-', '-----x-x-'));

  test('unsubscribes from the flow when it is unsubscribed', () =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c-d-|');
      expectObservable(shown(asTicks(source, openLane().lane, ticks).pipe(operator())), '------!').toBe('-----x-');
      expectSubscriptions(source.subscriptions).toBe('^-----!');
    }));

  test('acknowledges a record when it is added to a window', () => {
    const { lane, log } = openLane();
    marbles(({ cold, flush }) => {
      asTicks(cold('ab|'), lane, ticks).pipe(operator()).subscribe();
      flush();
    });
    expect(log).toEqual(['settled to 1', 'settled to 2']);
  });

  test('rejects a record without a time, and ignores it', () => {
    const { lane, log } = openLane();
    const without = { ...ticks, n: { ...tick(0), time: NaN } };
    marbles(({ cold, expectObservable }) => {
      expectObservable(shown(asTicks(cold('-a-n-c|'), lane, without).pipe(operator()))).toBe('-----x|');
    });
    expect(log.filter((line) => line.startsWith('rejected'))).toEqual([
      expect.stringContaining('expected the event time of t-0-1 in milliseconds'),
    ]);
  });

  test('acknowledges and counts a late record', () => {
    const { lane, log } = openLane();
    let late = 0;
    lane.context.countLate = () => void (late += 1);
    marbles(({ cold, expectObservable }) => {
      expectObservable(shown(asTicks(cold('-a-c-e-|'), lane, ticks).pipe(operator()))).toBe('---x---|');
    });
    expect(late).toBe(1);
    // The result has the position of the third record, and is not settled.
    expect(log).toEqual(['settled to 1', 'settled to 2', 'derived', 'settled to 2']);
  });
});

describe('early updates', () => {
  const told = (operator: FlowOperator<Tick, WindowResult<number>>, settles: boolean) => (flow: Flow<Tick>) =>
    flow.pipe(
      operator,
      map((element) => {
        if (element.kind === 'barrier') return 'B';
        if (settles) element.ack();
        return `${element.id} ${element.value.value} ${element.value.final ? 'final' : 'early'}`;
      }),
    );
  const names = {
    u: 'tumbling-10/t-0/k/0 2 early',
    v: 'tumbling-10/t-0/k/10 1 early',
    f: 'tumbling-10/t-0/k/0 2 final',
    g: 'tumbling-10/t-0/k/10 1 final',
    B: 'B',
  };
  const updated = () => tumbling({ interval: 10, aggregate: count(), updateEvery: 5 });

  test('have the id of their window, with one update for several changes', () =>
    marbles(({ cold, expectObservable }) => {
      const flow = asTicks(cold('-a-b------c------(E|)'), openLane().lane, ticks);
      expectObservable(told(updated(), true)(flow)).toBe('------u---f----v-(gB|)', names);
    }));

  test('settle nothing', () => {
    const { lane, log } = openLane();
    marbles(({ cold, flush }) => {
      told(updated(), true)(asTicks(cold('-a---------'), lane, ticks)).subscribe();
      flush();
    });
    expect(log).toEqual(['settled to 1']);
  });

  test('wait while one is not settled, and the result and the end wait for it', () =>
    marbles(({ cold, expectObservable }) => {
      const { lane } = openLane();
      const update = new Subject<void>();
      const out = asTicks(cold('-a-b------c------(E|)'), lane, ticks).pipe(
        updated(),
        map((element) => {
          if (element.kind === 'barrier') return 'B';
          if (element.value.final) element.ack();
          else update.subscribe(() => element.ack());
          return `${element.id} ${element.value.value} ${element.value.final ? 'final' : 'early'}`;
        }),
      );
      expectObservable(out).toBe('------u--------v----(fgB|)', names);
      cold('--------------------s').subscribe(() => update.next());
    }));
});
