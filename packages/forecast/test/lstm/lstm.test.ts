import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  EpochReport,
  FitManyProgress,
  LstmEngine,
  LstmFit,
  LstmOptions,
  Model,
  SavedLstm,
} from '../../src/index.ts';
import { difference, evaluate, log, lstm, naive, referenceEngine, scale } from '../../src/index.ts';
import { weightsOf } from '../../src/lstm/load.ts';
import { normal, seededRandom } from '../../src/engine/random.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { head, wave } from '../waves.ts';
import { plain } from './quick-options.ts';

const modelsOf = (fits: readonly LstmFit[]) => fits.map(({ model }) => model!);
const insideOf = (model: Model<SavedLstm>) => weightsOf(model.save(), {});
/** The expected numbers in this file were made with these options. */
const quick: LstmOptions = { ...plain, window: 5, units: 3, epochs: 3, batchSize: 8 };

forecasterContract('lstm with relu', lstm, quick);
forecasterContract(
  'lstm on the reference',
  { ...lstm, load: (saved) => lstm.load(saved as SavedLstm, { engine: 'reference' }) },
  { ...quick, engine: 'reference' },
);
forecasterContract('lstm with two layers, three steps and quantiles', lstm, {
  ...quick,
  units: [3, 2],
  steps: 3,
  loss: 'pinball',
});
forecasterContract('lstm with defaults', lstm, { epochs: 3 }, { positive: true });
forecasterContract(
  'lstm with returns, early stopping and three members',
  lstm,
  {
    ...quick,
    transforms: [log(), difference()],
    earlyStopping: true,
    members: 3,
    combine: 'median',
    calendar: ['weekday'],
    stride: 2,
    loss: 'pinball',
  },
  { positive: true },
);
forecasterContract('lstm with windows that are scaled by themselves', lstm, {
  ...quick,
  transforms: [scale({ by: 'window' })],
  steps: 2,
});
forecasterContract('lstm with tanh', lstm, { ...quick, activation: 'tanh', scaling: 'standard' });

describe('lstm', () => {
  test('forecasts a wave better than naive', async () => {
    const series = wave(200);
    const training = head(series, 120);
    const model = await lstm.fit(training, { ...plain, activation: 'tanh', epochs: 150, learningRate: 0.01, seed: 1 });
    const bar = await naive.fit(training);
    const ours = model.predictions(series, { from: 120 });
    const theirs = bar.predictions(series, { from: 120 });
    expect(evaluate(ours.actual, ours.mean).rmse).toBeLessThan(0.5 * evaluate(theirs.actual, theirs.mean).rmse);
  });

  test('learns the same weights from the same seed, and others from another', async () => {
    const weights = async (seed: number) => insideOf(await lstm.fit(wave(60), { ...quick, seed })).members[0];
    expect(await weights(4)).toEqual(await weights(4));
    expect(await weights(5)).not.toEqual(await weights(4));
  });

  test('fits scaler and weights only on the rows passed to fit, whatever is after them in memory', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 }),
        async (test) => {
          const { times, values } = wave(40);
          const all = Float64Array.from([...values, ...test]);
          const model = await lstm.fit({ times, values: all.subarray(0, 40) }, { ...quick, epochs: 1 });
          const before = model.save();
          expect(insideOf(model).scalers[0]).toEqual({
            offset: Math.min(...values),
            scale: Math.max(...values) - Math.min(...values),
          });
          model.predictions({ times: Float64Array.from(all, (_, i) => i), values: all }, { from: 40 });
          expect(model.save()).toEqual(before);
          expect((await lstm.fit(wave(40), { ...quick, epochs: 1 })).save()).toEqual(before);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('reports every epoch, with a loss that falls', async () => {
    const reports: EpochReport[] = [];
    await lstm.fit(wave(60), { ...quick, epochs: 30, onEpoch: (report) => reports.push(report) });
    expect(reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(reports[29]!.loss).toBeLessThan(reports[0]!.loss);
  });

  test('lets timers run while it trains, and stops with the reason of an abort', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const started = performance.now();
    setTimeout(() => stop.abort(reason), 50);
    await expect(lstm.fit(wave(2000), { ...plain, units: 32, epochs: 10_000, signal: stop.signal })).rejects.toBe(
      reason,
    );
    // A generous limit for busy machines. Without pauses, the timer would wait for minutes.
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('does not start if it is already aborted, and stops when onEpoch throws', async () => {
    const reason = new Error('enough');
    await expect(lstm.fit(wave(60), { ...quick, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const onEpoch = () => {
      throw reason;
    };
    await expect(lstm.fit(wave(60), { ...quick, onEpoch })).rejects.toBe(reason);
  });

  test('names the epoch at which the loss diverges, and what to try', async () => {
    const diverging = lstm.fit(wave(60), { ...quick, epochs: 200, learningRate: 10 });
    await expect(diverging).rejects.toMatchObject({ code: 'PENSTOCK_TRAINING_DIVERGED' });
    await expect(diverging).rejects.toThrow(/epoch \d+ of 200.*smaller learningRate/);
  });

  test('refuses a constant series', async () => {
    const { times } = wave(60);
    for (const scaling of ['minMax', 'standard'] as const) {
      await expect(
        lstm.fit({ times, values: new Float64Array(60).fill(0.1) }, { ...quick, scaling }),
      ).rejects.toMatchObject({
        code: 'PENSTOCK_SERIES_CONSTANT',
      });
    }
  });

  test('needs at least one row more than its window', async () => {
    await expect(lstm.fit(wave(5), quick)).rejects.toMatchObject({ code: 'PENSTOCK_SERIES_TOO_SHORT' });
    expect((await lstm.fit(wave(6), quick)).window).toBe(5);
  });

  test.each<[string, unknown]>([
    ['window', 0],
    ['units', 1.5],
    ['activation', 'gelu'],
    ['epochs', 0],
    ['batchSize', -1],
    ['learningRate', 0],
    ['learningRate', Number.NaN],
    ['units', []],
    ['units', [3, 0]],
    ['units', Array(9).fill(2)],
    ['steps', 0],
    ['gateActivation', 'tanh'],
    ['loss', 'mape'],
    ['huberDelta', 0],
    ['dropout', 1],
    ['recurrentDropout', -0.1],
    ['clipNorm', 0],
    ['quantiles', [0.5]],
    ['engine', 'gpu'],
    ['engine', {}],
    ['engine', null],
    ['scaling', 'none'],
    ['gaps', 'fill'],
    ['transforms', 'log'],
    ['transforms', [{}]],
    ['multiStep', 'both'],
    ['stride', 0],
    ['known', 'holiday'],
    ['known', ['a', 'a']],
    ['calendar', ['minute']],
    ['earlyStopping', 3],
    ['earlyStopping.patience', { patience: 0 }],
    ['members', 0],
    ['members', 101],
    ['combine', 'sum'],
    ['seed', -1],
    ['seed', 2 ** 32],
    ['signal', {}],
    ['onEpoch', 1],
  ])('refuses %s of %s before it reads the series', async (name, value) => {
    const fit = lstm.fit(wave(1), { [name.split('.')[0]!]: value } as LstmOptions);
    await expect(fit).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(`${name} must`),
    });
  });

  test.each([[[0.1, 0.9]], [[0.9, 0.5]], [[0, 0.5]], [[0.5, 1]], [['0.5']], [0.5]])(
    'refuses quantiles of %j',
    async (quantiles) => {
      const fit = lstm.fit(wave(1), { loss: 'pinball', quantiles } as unknown as LstmOptions);
      await expect(fit).rejects.toMatchObject({
        code: 'PENSTOCK_BAD_OPTION',
        message: expect.stringContaining('quantiles must'),
      });
    },
  );

  test('learns quantiles that about the right share of rows falls below', async () => {
    const random = seededRandom(3);
    const times = Float64Array.from({ length: 600 }, (_, i) => i);
    const values = Float64Array.from({ length: 600 }, () => normal(random));
    const model = await lstm.fit(
      { times, values },
      { ...plain, window: 3, units: 4, activation: 'tanh', loss: 'pinball', epochs: 60, learningRate: 0.01 },
    );
    const { mean, quantiles = [] } = model.forecast(1);
    expect(quantiles.map(({ quantile }) => quantile)).toEqual([0.1, 0.5, 0.9]);
    expect(quantiles[1]!.values).toEqual(mean);
    // The tenth quantiles of the normal distribution are at -1.28 and 1.28.
    expect(quantiles[0]!.values[0]).toBeCloseTo(-1.28, 0);
    expect(quantiles[2]!.values[0]).toBeCloseTo(1.28, 0);
  });

  test('forecasts several steps at once; the first one equals the prediction', async () => {
    const model = await lstm.fit(wave(80), { ...quick, steps: 4, epochs: 50, learningRate: 0.01 });
    const { mean } = model.predictions(wave(80), { from: 79 });
    expect(model.forecast(6, { after: head(wave(80), 79) }).mean[0]).toBe(mean[0]);
    await expect(lstm.fit(wave(8), { ...quick, steps: 4 })).rejects.toMatchObject({
      code: 'PENSTOCK_SERIES_TOO_SHORT',
    });
    expect((await lstm.fit(wave(9), { ...quick, steps: 4 })).forecast(3).mean).toHaveLength(3);
  });
});

describe('lstm.fitMany', () => {
  const many = [wave(60), head(wave(90), 70), wave(40)];

  test('makes the same model of each series as fit, and reports progress', async () => {
    const progress: FitManyProgress[] = [];
    const models = await lstm.fitMany(many, { ...quick, onProgress: (step) => progress.push(step) });
    const alone = await Promise.all(many.map((series) => lstm.fit(series, quick)));
    expect(modelsOf(models).map((model) => model.save())).toEqual(alone.map((model) => model.save()));
    expect(progress.map(({ fitted, total }) => [fitted, total])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(progress.every(({ loss }) => loss > 0)).toBe(true);
  });

  test('trains one network for all series, each with its own scale', async () => {
    const progress: FitManyProgress[] = [];
    const tall = { times: wave(60).times, values: wave(60).values.map((value) => 1000 * value) };
    const fits = await lstm.fitMany([wave(60), tall], {
      ...quick,
      global: true,
      onProgress: (step) => progress.push(step),
    });
    const [low, high] = modelsOf(fits);
    expect(low!.save()['weights.bin']).toEqual(high!.save()['weights.bin']);
    const [ours, theirs] = [low!.forecast(5).mean, high!.forecast(5).mean];
    for (const [i, value] of ours.entries()) expect(theirs[i]! / 1000).toBeCloseTo(value, 3);
    expect(progress.map(({ fitted }) => fitted)).toEqual([0, 0, 2]);
  });

  test('uses no window that spans two series', async () => {
    const starts: number[] = [];
    const engine: LstmEngine = {
      ...referenceEngine,
      train(task) {
        starts.push(...task.starts);
        return referenceEngine.train(task);
      },
    };
    await lstm.fitMany([wave(9), wave(7), wave(8)], { ...quick, steps: 2, global: true, engine });
    expect(starts).toEqual([0, 1, 2, 9, 16, 17]);
  });

  test('returns an error for a series that cannot be fitted, and models for all others', async () => {
    const broken = wave(60);
    broken.values[7] = Number.NaN;
    const constant = { times: wave(60).times, values: new Float64Array(60).fill(3) };
    for (const global of [false, true]) {
      const progress: FitManyProgress[] = [];
      const onProgress = (step: FitManyProgress) => void progress.push(step);
      const fits = await lstm.fitMany([constant, wave(60), broken, head(wave(90), 70), wave(4)], {
        ...quick,
        global,
        onProgress,
      });
      expect(fits.map(({ error }) => error?.code)).toEqual([
        'PENSTOCK_SERIES_CONSTANT',
        undefined,
        'PENSTOCK_SERIES_INVALID',
        undefined,
        'PENSTOCK_SERIES_TOO_SHORT',
      ]);
      expect(fits[2]!.error!.message).toMatch(/^Series 2: .*index 7/);
      expect(fits[1]!.model!.forecast(3).mean).toHaveLength(3);
      expect(fits[3]!.model!.forecast(3).mean).toHaveLength(3);
      expect(progress.at(-1)).toMatchObject({ fitted: 2, failed: 3, total: 5 });
    }
  });

  test('returns only errors if no series can be fitted', async () => {
    const [fit] = await lstm.fitMany([wave(3)], { ...quick, global: true });
    expect(fit!.error!.code).toBe('PENSTOCK_SERIES_TOO_SHORT');
  });

  test('stops all trainings when a callback throws, and on abort with its reason', async () => {
    const reason = new Error('enough');
    const thrown = lstm.fitMany(many, {
      ...quick,
      onProgress: () => {
        throw reason;
      },
    });
    await expect(thrown).rejects.toBe(reason);
    const stop = new AbortController();
    const aborted = lstm.fitMany(many, { ...quick, epochs: 1e6, signal: stop.signal });
    setTimeout(() => stop.abort(reason), 20);
    await expect(aborted).rejects.toBe(reason);
    await expect(lstm.fitMany([])).resolves.toEqual([]);
    await expect(lstm.fitMany(many, { global: 1 as never })).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });
});
