import { run, tapValue, toSink } from '@penstock/stream';
import type { Series } from '@penstock/stream';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecastEvery } from '../../src/flow/index.ts';
import { lstm } from '../../src/index.ts';
import { feed, memoryStore, row, turn } from './feed.ts';
import { runInPieces } from './run-in-pieces.ts';
import type { Row, Step } from './feed.ts';
import { meanForecaster } from './stub-forecaster.ts';

type Operator = ReturnType<typeof forecastEvery<Row>>;

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .record({ lane: fc.nat(1), time: fc.nat(60), n: fc.nat(1), value: fc.integer({ min: 1, max: 9 }) })
      .map(({ lane, time, n, value }): Step => [lane, row(time, value, `${lane}${n}`)]),
  },
  { weight: 2, arbitrary: fc.constant<Step>([0, 'wait']) },
);
const value = ({ value: of }: Row) => of;
/** Each fit takes a different time, so that no two runs do the same steps at the same time. */
const slow = () => meanForecaster(() => turn(Math.random() * 4));

describe('a flow that is interrupted and continues', () => {
  test.each<[string, () => Operator]>([
    ['schedule', () => forecastEvery({ forecaster: slow(), value, every: 3, horizon: 2, refit: 7, history: 10 })],
    [
      'drift',
      () =>
        forecastEvery({
          forecaster: slow(),
          value,
          every: 1,
          horizon: 1,
          refit: { drift: { window: 2, factor: 1 } },
          swap: 2,
        }),
    ],
    [
      'schedule with fits that fail',
      () =>
        forecastEvery({
          forecaster: lstm,
          fit: (rows) => lstm.fit(rows, { window: 2, units: 2, epochs: 1, engine: 'reference', gaps: 'allow' }),
          value,
          every: 2,
          horizon: 1,
          refit: 5,
          history: 12,
        }),
    ],
  ])('emits the ids and values of an uninterrupted run: refit by %s', async (_name, operator) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 60 }).map((steps) =>
          // Event time continues, with some late rows.
          steps.map(([lane, what], i): Step =>
            typeof what === 'string' ? [lane, what] : [lane, { ...what, time: i + (what.time % 4) }],
          ),
        ),
        fc.array(fc.nat(8), { maxLength: 5 }),
        async (steps, budgets) => {
          const unbroken = await runInPieces(steps, operator, []);
          expect(await runInPieces(steps, operator, budgets)).toEqual(unbroken);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('repeats an unfinished fit on the same rows', async () => {
    const stateStore = memoryStore();
    const steps = Array.from({ length: 8 }, (_, i): Step[] => [
      [0, row(i, i)],
      [0, 'wait'],
    ]).flat();
    const fitted: Series[] = [];
    let from = 0;
    const operator = (hangs: boolean) =>
      forecastEvery({
        forecaster: meanForecaster(async (series) => {
          fitted.push(series);
          if (hangs && series.times.length > 1) await new Promise(() => undefined);
        }),
        value,
        every: 1,
        horizon: 1,
        refit: 4,
        swap: 3,
      });
    // The fit at row 4 hangs. Its model must take over at row 7, and the rows up to 6 are committed.
    const subscription = feed(steps, { stateStore, commitEvery: 1, onCommit: (_lane, offset) => void (from = offset) })
      .pipe(operator(true))
      .subscribe((element) => (element.kind === 'delivery' ? element.ack() : element.arrive()));
    while (from < 7) await turn(1);
    await turn(20);
    subscription.unsubscribe();
    expect(from).toBe(7);
    const given: Array<[string, number]> = [];
    await run(
      feed(steps, { stateStore, from: [from] }),
      operator(false),
      tapValue((forecast, { id }) => void given.push([id, forecast.forecast.mean[0]!])),
      toSink(async () => undefined),
    );
    expect(given).toEqual([['forecastEvery/t-0/k/7', 2]]);
    expect(fitted.at(-1)).toEqual(fitted.at(-2));
  });
});
