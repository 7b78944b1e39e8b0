import { run, settle, tapValue } from '@penstock/stream';
import type { Barrier, Delivery, PenstockError, Series } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import { forecastEvery } from '../../src/flow/index.ts';
import type { FlowForecast, ForecastEveryOptions, ForecastOutcome } from '../../src/flow/index.ts';
import { lstm, naive } from '../../src/index.ts';
import { feed, row, turn } from './feed.ts';
import type { FeedOptions, Row, Step } from './feed.ts';
import { meanForecaster } from './stub-forecaster.ts';

const value = ({ value: of }: Row) => of;
const rows = (...values: number[]): Step[] => values.map((of, i): Step => [0, row(i, of)]);
const options = (more: Partial<ForecastEveryOptions<Row>> = {}) => ({
  forecaster: meanForecaster(),
  value,
  every: 1,
  horizon: 2,
  ...more,
});

/** Runs a flow to its end. Returns the forecasts by id, and the outcomes. */
const forecasts = async (steps: readonly Step[], asked: ForecastEveryOptions<Row>, feedOptions: FeedOptions = {}) => {
  const given = new Map<string, FlowForecast>();
  const outcomes: ForecastOutcome[] = [];
  const counts = await run(
    feed(steps, feedOptions),
    forecastEvery({ ...asked, onOutcome: (outcome) => void outcomes.push(outcome) }),
    tapValue((forecast, { id }) => void given.set(id, forecast)),
    settle(),
  );
  return { given, outcomes, counts, means: Array.from(given.values(), ({ forecast }) => forecast.mean[0]) };
};
const deferred = () => {
  let resolve!: () => void;
  const promise = new Promise<void>((settled) => (resolve = settled));
  return { promise, resolve };
};
/** Subscribes to a flow and acknowledges its forecasts. Returns the forecasts as they are emitted. */
const subscribe = (steps: readonly Step[], asked: ForecastEveryOptions<Row>, more: FeedOptions = {}) => {
  const given: Array<Delivery<FlowForecast>> = [];
  const barriers: Barrier[] = [];
  const errors: unknown[] = [];
  const subscription = feed(steps, more)
    .pipe(forecastEvery(asked))
    .subscribe({
      next: (element) => {
        if (element.kind === 'delivery') {
          given.push(element);
          element.ack();
        } else {
          barriers.push(element);
          element.arrive();
        }
      },
      error: (error: unknown) => void errors.push(error),
    });
  return { given, barriers, errors, subscription, ids: () => given.map(({ id }) => id) };
};

describe('forecastEvery emits', () => {
  test('a forecast at the first record of each span, which includes that record', async () => {
    const steps: Step[] = [3, 5, 14, 15, 21, 45].map((time) => [0, row(time, time)]);
    const { given, counts } = await forecasts(steps, { forecaster: naive, value, every: 10, horizon: 2 });
    expect([...given.keys()]).toEqual([14, 21, 45].map((time) => `forecastEvery/t-0/k/${time}`));
    // Naive needs two rows, so the first record has no forecast. The median steps are 9, 6 and 6.
    expect(Array.from(given.values(), ({ time, last, key }) => [time, last, key])).toEqual([
      [14, 14, 'k'],
      [21, 21, 'k'],
      [45, 45, 'k'],
    ]);
    const [first] = given.values();
    const { times, values } = { times: Float64Array.of(3, 5, 14), values: Float64Array.of(3, 5, 14) };
    expect(first!.forecast).toEqual((await naive.fit({ times, values })).forecast(2));
    expect(counts).toMatchObject({ received: 6, rejected: 0 });
  });

  test('intervals that are measured on the rows that the fit left out', async () => {
    const wave = Array.from({ length: 90 }, (_, i): Step => [0, row(i * 86_400_000, 100 + 10 * Math.sin(i))]);
    const { given, outcomes } = await forecasts(wave, {
      forecaster: lstm,
      fit: (of, signal) => lstm.fit(of, { window: 3, units: 2, epochs: 2, engine: 'reference', signal }),
      value,
      every: '80d',
      horizon: 1,
      levels: [80],
      holdBack: 20,
    });
    expect(outcomes).toEqual([
      expect.objectContaining({ kind: 'fitFailed', reason: 'first', rows: 0 }),
      { kind: 'fitted', key: 'k', reason: 'first', rows: 61, time: 80 * 86_400_000 },
    ]);
    expect([...given.values()][0]!.forecast.intervals).toHaveLength(1);
  });

  test('forecasts of a single series for records without a key', async () => {
    const steps: Step[] = [1, 2, 3].map((of) => [0, row(of, of, null)]);
    const { given, means } = await forecasts(steps, options({ swap: 0 }));
    expect([...given.keys()]).toEqual(['forecastEvery/t-0//1', 'forecastEvery/t-0//2', 'forecastEvery/t-0//3']);
    expect(means).toEqual([1, 1, 1]);
  });
});

describe('the series of a key', () => {
  test('keeps at most the latest history rows', async () => {
    const seen: Series[] = [];
    const forecaster = meanForecaster(async (series) => void seen.push(series));
    await forecasts(rows(...Array(25).keys()), options({ forecaster, history: 4, refit: 10, swap: 0 }));
    expect(seen.map(({ values }) => [...values])).toEqual([[0], [7, 8, 9, 10], [17, 18, 19, 20]]);
  });

  test('replaces the latest row by another of the same time, and drops earlier rows as late', async () => {
    const seen: number[][] = [];
    const forecaster = meanForecaster(async ({ values }) => void seen.push([...values]));
    const steps: Step[] = [row(0, 1), row(1, 2), row(1, 3), row(0, 9), row(10, 4)].map((of) => [0, of]);
    const { counts } = await forecasts(steps, options({ forecaster, every: 10, refit: 10, swap: 0 }));
    expect(seen).toEqual([[1], [1, 3, 4]]);
    expect(counts).toMatchObject({ late: 1, rejected: 0 });
  });

  test.each([
    ['PENSTOCK_SERIES_INVALID', row(1, Number.NaN), {}],
    ['PENSTOCK_TIME_MISSING', row(1, 1), { time: () => Number.NaN }],
  ] as const)('rejects a record with %s', async (code, record, more) => {
    await expect(forecasts([[0, record]], options(more))).rejects.toMatchObject({
      code: 'PENSTOCK_REJECTED',
      cause: { code },
    });
  });
});

describe('a new model takes over', () => {
  test('one forecast after the one at which its fit began, by default', async () => {
    const { means, given } = await forecasts(rows(1, 3, 5, 7, 9, 11), options({ refit: 2 }));
    // The fits at rows 0, 2 and 4 learn the means 1, 3 and 5.
    expect(means).toEqual([1, 1, 1, 3, 3, 5]);
    expect(Array.from(given.values(), ({ fittedUntil }) => fittedUntil)).toEqual([0, 0, 0, 2, 2, 4]);
  });

  test.each([
    [0, [1, 1, 3, 3, 5, 5]],
    [2, [1, 1, 1, 1, 3, 3]],
  ])('after %d forecasts', async (swap, expected) => {
    // No fit begins while one is pending: with 2, the fit at row 2 takes over at row 4, where the next fit is due.
    const { means } = await forecasts(rows(1, 3, 5, 7, 9, 11), options({ refit: 2, swap }));
    expect(means).toEqual(expected);
  });

  test('at the same forecast however long its fit takes; until then the old model forecasts', async () => {
    const [first, second] = [deferred(), deferred()];
    let fits = 0;
    const forecaster = meanForecaster(() => ((fits += 1) === 1 ? first : second).promise);
    const { given, barriers, ids } = subscribe(rows(1, 3, 5, 7, 9, 11), options({ forecaster, refit: 2, swap: 2 }), {
      commitEvery: 1,
    });
    await turn(20);
    expect(ids()).toEqual([]);
    first.resolve();
    await turn(20);
    expect(given.map(({ value: { forecast } }) => forecast.mean[0])).toEqual([1, 1, 1, 1]);
    const before = barriers.length;
    await turn(20);
    expect(barriers).toHaveLength(before);
    second.resolve();
    await turn(20);
    expect(given.map(({ value: { forecast } }) => forecast.mean[0])).toEqual([1, 1, 1, 1, 3, 3]);
    expect(barriers.at(-1)!.reason).toBe('stopped');
  });

  test('as soon as it is ready, if swap is ready', async () => {
    const gate = deferred();
    let fits = 0;
    const forecaster = meanForecaster(() => ((fits += 1) === 2 ? gate.promise : Promise.resolve()));
    const steps = rows(...Array(12).keys()).flatMap((step): Step[] => [step, [0, 'wait'], [0, 'wait']]);
    const { given } = subscribe(steps, options({ forecaster, refit: 4, swap: 'ready' }));
    while (given.length < 8) await turn(1);
    gate.resolve();
    while (given.length < 11) await turn(1);
    // The first row has no forecast. The fit that began at row 4 learns the mean of 0 to 4.
    expect(given.map(({ value: { forecast } }) => forecast.mean[0]).slice(0, 8)).toEqual(Array(8).fill(0));
    expect(given.at(-1)!.value.forecast.mean[0]).toBeGreaterThan(0);
    expect(given.map(({ time }) => time)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("when the error drifts relative to naive's error", async () => {
    // The mean of the first row is right up to row 20; then the level moves to 100.
    const values = Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 100) + (i % 2));
    const { outcomes } = await forecasts(rows(...values), options({ refit: { drift: { window: 5, factor: 2 } } }));
    const refits = outcomes.filter(({ kind }) => kind === 'fitted');
    expect(refits[0]).toMatchObject({ reason: 'first', time: 0 });
    expect(refits[1]).toMatchObject({ reason: 'drift' });
    expect(refits[1]!.time).toBeGreaterThanOrEqual(30);
    expect(refits[1]!.time).toBeLessThan(36);
  });
});

describe('records that wait for a model', () => {
  test('are bounded by the credit of the source, and do not hold up other keys before the next barrier', async () => {
    const gate = deferred();
    const forecaster = meanForecaster(({ values }) => (values[0] === 1 ? gate.promise : Promise.resolve()));
    let handedOut = 0;
    const steps: Step[] = Array.from({ length: 40 }, (_, i) => [0, row(i, 1 + (i % 2), i % 2 ? 'b' : 'a')]);
    const { ids } = subscribe(steps, options({ forecaster }), {
      maxInFlight: 8,
      commitEvery: 60_000,
      onHandedOut: () => void (handedOut += 1),
    });
    await turn(30);
    expect(ids().length).toBeGreaterThan(0);
    expect(ids().every((id) => id.includes('/b/'))).toBe(true);
    expect(handedOut).toBeLessThan(20);
    gate.resolve();
    await turn(30);
    expect(new Set(ids()).size).toBe(40);
  });

  test('keep the order of their key', async () => {
    const gates = [deferred(), deferred()];
    const forecaster = meanForecaster(({ times }) => gates[times.length === 1 ? 0 : 1]!.promise);
    const { given } = subscribe(rows(1, 2, 3, 4, 5), options({ forecaster, refit: 2, swap: 0 }));
    await turn(10);
    gates[0]!.resolve();
    await turn(10);
    gates[1]!.resolve();
    await turn(10);
    expect(given.map(({ time }) => time)).toEqual([0, 1, 2, 3, 4]);
  });

  test('start at most maxFits fits at the same time', async () => {
    let [running, most] = [0, 0];
    const forecaster = meanForecaster(async () => {
      running += 1;
      most = Math.max(most, running);
      await turn(1);
      running -= 1;
    });
    const steps = Array.from({ length: 20 }, (_, i): Step => [0, row(0, i, `k${i}`)]);
    const { given } = await forecasts(steps, options({ forecaster, maxFits: 3 }));
    expect(given.size).toBe(20);
    expect(most).toBe(3);
  });
});

describe('a fit that fails', () => {
  test('because of its rows is an outcome, and the next forecast tries again', async () => {
    const values = [5, 5, 5, 5, 5, 6, 7, 9];
    const { given, outcomes } = await forecasts(rows(...values), {
      forecaster: lstm,
      fit: (of) => lstm.fit(of, { transforms: [], window: 2, units: 2, epochs: 2, engine: 'reference' }),
      value,
      every: 1,
      horizon: 1,
    });
    expect(
      outcomes.map((outcome) => [outcome.kind, 'error' in outcome && (outcome.error as PenstockError).code]),
    ).toEqual([
      ['fitFailed', 'PENSTOCK_SERIES_TOO_SHORT'],
      ['fitFailed', 'PENSTOCK_SERIES_TOO_SHORT'],
      ['fitFailed', 'PENSTOCK_SERIES_CONSTANT'],
      ['fitFailed', 'PENSTOCK_SERIES_CONSTANT'],
      ['fitFailed', 'PENSTOCK_SERIES_CONSTANT'],
      ['fitted', false],
    ]);
    expect(Array.from(given.values(), ({ time }) => time)).toEqual([5, 6, 7]);
  });

  test('keeps the old model in use, and sets staleSince on its forecasts', async () => {
    let fits = 0;
    const forecaster = meanForecaster(async () => {
      fits += 1;
      if (fits === 2) await naive.fit({ times: new Float64Array(), values: new Float64Array() });
    });
    const { given } = await forecasts(rows(1, 3, 5, 7, 9, 11), options({ forecaster, refit: 2 }));
    expect(Array.from(given.values(), ({ staleSince }) => staleSince?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      'PENSTOCK_SERIES_TOO_SHORT',
      'PENSTOCK_SERIES_TOO_SHORT',
      undefined,
    ]);
  });

  test.each([
    ['another error', new Error('broken')],
    ['an invalid option', Object.assign(new Error('bad'), { code: 'PENSTOCK_BAD_OPTION' })],
  ])('because of %s fails the flow', async (_what, error) => {
    const forecaster = meanForecaster(() => Promise.reject(error));
    await expect(forecasts(rows(1, 2), options({ forecaster }))).rejects.toBe(error);
  });

  test('because of an option that the forecaster does not know fails the flow', async () => {
    await expect(
      forecasts(rows(1, 2), {
        forecaster: naive,
        fit: (of) => naive.fit(of, { wrong: 1 } as object),
        value,
        every: 1,
        horizon: 1,
      }),
    ).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });

  test('in a forecast is an outcome too', async () => {
    // The model is fitted on daily rows. Then some rows are missing.
    const steps = [0, 1, 2, 3, 4, 9, 10].map((day): Step => [0, row(day * 86_400_000, day)]);
    const { outcomes, given } = await forecasts(steps, {
      forecaster: lstm,
      fit: (of) => lstm.fit(of, { transforms: [], window: 2, units: 2, epochs: 2, engine: 'reference' }),
      value,
      every: '1d',
      horizon: 1,
    });
    expect(outcomes.at(-1)).toMatchObject({ kind: 'forecastFailed', error: { code: 'PENSTOCK_SERIES_GAP' } });
    expect(given.size).toBe(4);
  });
});

describe('a model of a global network', () => {
  test('makes no forecast of rows outside its scale until it is applied to them', async () => {
    const values = Array.from({ length: 6 }, (_, i) => (i < 3 ? 10 + i : 1_000_000 + i));
    const series = { times: Float64Array.from(values.keys()), values: Float64Array.of(10, 11, 12, 11, 10, 12) };
    const [global] = await lstm.fitMany([series], {
      global: true,
      transforms: [],
      window: 1,
      units: 2,
      epochs: 1,
      engine: 'reference',
    });
    const { given, outcomes } = await forecasts(rows(...values), {
      forecaster: lstm,
      fit: async (of) => global!.model!.apply(of),
      value,
      every: 1,
      horizon: 1,
      history: 4,
      refit: 5,
      swap: 0,
    });
    expect(outcomes.filter(({ kind }) => kind === 'forecastFailed')).toMatchObject([
      { time: 4, error: { code: 'PENSTOCK_SERIES_SCALE' } },
    ]);
    expect(Array.from(given.values(), ({ time }) => time)).toEqual([1, 2, 3, 5]);
  });
});

describe('fits end', () => {
  const endless = () => {
    const signals: AbortSignal[] = [];
    const forecaster = meanForecaster(async (_series, { signal }) => {
      signals.push(signal!);
      await new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));
    });
    return { signals, asked: options({ forecaster, fit: (of, signal) => forecaster.fit(of, { signal }) }) };
  };

  test('when the flow is unsubscribed', async () => {
    const { signals, asked } = endless();
    const { subscription } = subscribe(rows(1, 2), asked);
    await turn(10);
    subscription.unsubscribe();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test('when the signal aborts, and the flow fails with its reason and commits nothing more', async () => {
    const { signals, asked } = endless();
    const controller = new AbortController();
    const commits: number[] = [];
    const { errors } = subscribe(
      rows(1, 2),
      { ...asked, signal: controller.signal },
      {
        commitEvery: 1,
        onCommit: (_partition, offset) => void commits.push(offset),
      },
    );
    await turn(10);
    const reason = new Error('enough');
    controller.abort(reason);
    await turn(10);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(errors).toEqual([reason]);
    expect(commits.filter((offset) => offset > 0)).toEqual([]);
  });

  test('before they begin if the signal is already aborted', async () => {
    const { signals, asked } = endless();
    await expect(forecasts(rows(1), { ...asked, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
    expect(signals).toEqual([]);
  });
});

describe('a record of a revoked lane', () => {
  test('has no forecast, although its model is fitted later', async () => {
    const gate = deferred();
    const forecaster = meanForecaster(({ values }) => (values[0] === 1 ? gate.promise : Promise.resolve()));
    const steps: Step[] = [
      [0, row(0, 1, 'a')],
      [1, row(0, 2, 'b')],
      [0, 'wait'],
      [0, 'revoke'],
      [1, row(1, 2, 'b')],
    ];
    const revoked = deferred();
    const onHandedOut = ({ time }: Row): void => void (time === 1 && revoked.resolve());
    const { ids } = subscribe(steps, options({ forecaster }), { lanes: 2, drainTimeout: 5, onHandedOut });
    await revoked.promise;
    gate.resolve();
    await turn(20);
    expect(ids()).toEqual(['forecastEvery/t-1/b/0', 'forecastEvery/t-1/b/1']);
  });

  test('does not delay the commits of other lanes until its fit ends, and its fit is aborted', async () => {
    const signals: AbortSignal[] = [];
    const forecaster = meanForecaster(({ values }) =>
      values[0] === 1 ? new Promise<never>(() => undefined) : Promise.resolve(),
    );
    const fit = (of: Series, signal: AbortSignal) => {
      signals.push(signal);
      return forecaster.fit(of);
    };
    const steps: Step[] = [
      [0, row(0, 1, 'a')],
      [1, row(0, 2, 'b')],
      [0, 'wait'],
      [0, 'revoke'],
      [1, row(1, 2, 'b')],
      [1, 'wait'],
    ];
    const commits: string[] = [];
    const { ids } = subscribe(steps, options({ forecaster, fit }), {
      lanes: 2,
      commitEvery: 1,
      onCommit: (partition, offset) => void commits.push(`${partition}: ${offset}`),
    });
    while (!commits.includes('1: 2')) await turn(1);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(ids()).toEqual(['forecastEvery/t-1/b/0', 'forecastEvery/t-1/b/1']);
    expect(commits).not.toContain('0: 1');
  });
});

describe('options', () => {
  test.each<[string, object]>([
    ['forecaster', { forecaster: {} }],
    ['every', { every: 'sometimes' }],
    ['horizon', { horizon: 0 }],
    ['refit', { refit: '1x' }],
    ['factor', { refit: { drift: { factor: 0.5 } } }],
    ['window', { refit: { drift: { window: 0 } } }],
    ['driftt', { refit: { driftt: true } }],
    ['history', { history: 1 }],
    ['holdBack', { holdBack: -1 }],
    ['holdBack must be a whole number of 0 to 8', { history: 10, holdBack: 9 }],
    ['swap', { swap: 'soon' }],
    ['maxFits', { maxFits: 0 }],
    ['write 95', { levels: [0.95] }],
    ['timeZone', { timeZone: 'Mars/Base' }],
    ['signal', { signal: 1 }],
    ['onOutcome', { onOutcome: 1 }],
    ['everyy', { everyy: 1 }],
  ])('with invalid values are an error before the flow starts: %s', (name, more) => {
    expect(() => forecastEvery({ ...options(), ...(more as object) })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(name) }),
    );
  });
});
