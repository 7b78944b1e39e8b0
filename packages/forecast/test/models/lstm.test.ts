import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EpochReport, LstmOptions } from '../../src/index.ts';
import { evaluate, lstm, naive } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { head, wave } from '../waves.ts';

const quick: LstmOptions = { window: 5, units: 3, epochs: 3, batchSize: 8 };

forecasterContract('lstm with relu', lstm, quick);
forecasterContract('lstm with tanh', lstm, { ...quick, activation: 'tanh', scaling: 'standard' });

describe('lstm', () => {
  it('learns a wave better than the last value tells it', async () => {
    const series = wave(200);
    const training = head(series, 120);
    const model = await lstm.fit(training, { activation: 'tanh', epochs: 150, learningRate: 0.01, seed: 1 });
    const bar = await naive.fit(training);
    const ours = model.predictions(series, { from: 120 });
    const theirs = bar.predictions(series, { from: 120 });
    expect(evaluate(ours.actual, ours.mean).rmse).toBeLessThan(0.5 * evaluate(theirs.actual, theirs.mean).rmse);
  });

  it('gives the same weights for the same seed, and others for another', async () => {
    const weights = async (seed: number) => (await lstm.fit(wave(60), { ...quick, seed })).save().parameters;
    expect(await weights(4)).toEqual(await weights(4));
    expect(await weights(5)).not.toEqual(await weights(4));
  });

  it('fits its scaler and weights on the rows handed to fit, whatever lies behind them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 }), async (test) => {
        const { times, values } = wave(40);
        const all = Float64Array.from([...values, ...test]);
        const model = await lstm.fit({ times, values: all.subarray(0, 40) }, { ...quick, epochs: 1 });
        const before = JSON.stringify(model.save());
        expect(model.save().scaler).toEqual({ offset: Math.min(...values), scale: Math.max(...values) - Math.min(...values) });
        model.predictions({ times: Float64Array.from(all, (_, i) => i), values: all }, { from: 40 });
        expect(JSON.stringify(model.save())).toBe(before);
        expect(before).toBe(JSON.stringify((await lstm.fit(wave(40), { ...quick, epochs: 1 })).save()));
      }),
      { numRuns: 30 },
    );
  });

  it('reports every epoch, with a loss that falls', async () => {
    const reports: EpochReport[] = [];
    await lstm.fit(wave(60), { ...quick, epochs: 30, onEpoch: (report) => reports.push(report) });
    expect(reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(reports[29]!.loss).toBeLessThan(reports[0]!.loss);
  });

  it('lets timers run while it trains, and stops with the reason of an abort', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const started = performance.now();
    setTimeout(() => stop.abort(reason), 50);
    await expect(lstm.fit(wave(2000), { units: 32, epochs: 10_000, signal: stop.signal })).rejects.toBe(reason);
    // Generous, for busy machines; without pauses the timer would wait for minutes.
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('does not start once aborted, and stops when onEpoch throws', async () => {
    const reason = new Error('enough');
    await expect(lstm.fit(wave(60), { ...quick, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const onEpoch = () => {
      throw reason;
    };
    await expect(lstm.fit(wave(60), { ...quick, onEpoch })).rejects.toBe(reason);
  });

  it('names the epoch of a diverging loss and what to try', async () => {
    const diverging = lstm.fit(wave(60), { ...quick, epochs: 200, learningRate: 10 });
    await expect(diverging).rejects.toMatchObject({ code: 'PENSTOCK_TRAINING_DIVERGED' });
    await expect(diverging).rejects.toThrow(/epoch \d+ of 200.*smaller learningRate/);
  });

  it('refuses a constant series', async () => {
    const { times } = wave(60);
    for (const scaling of ['minMax', 'standard'] as const) {
      await expect(lstm.fit({ times, values: new Float64Array(60).fill(0.1) }, { ...quick, scaling })).rejects.toMatchObject({
        code: 'PENSTOCK_SERIES_CONSTANT',
      });
    }
  });

  it('needs one row more than its window', async () => {
    await expect(lstm.fit(wave(5), quick)).rejects.toMatchObject({ code: 'PENSTOCK_SERIES_TOO_SHORT' });
    expect((await lstm.fit(wave(6), quick)).window).toBe(5);
  });

  it.each<[string, unknown]>([
    ['window', 0], ['units', 1.5], ['activation', 'gelu'], ['epochs', 0], ['batchSize', -1], ['learningRate', 0],
    ['learningRate', Number.NaN], ['scaling', 'none'], ['seed', -1], ['seed', 2 ** 32], ['signal', {}], ['onEpoch', 1],
  ])('refuses %s of %s before it looks at the series', async (name, value) => {
    const fit = lstm.fit(wave(1), { [name]: value } as LstmOptions);
    await expect(fit).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(`"${name}"`) });
  });
});
