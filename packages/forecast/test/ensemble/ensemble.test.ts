import { describe, expect, test } from 'vitest';
import { candidate, drift, ensemble, lstm, mean, naive, theta } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { wave } from '../waves.ts';
import { withFeatures } from '../with-features.ts';

const members = [candidate('naive', naive), candidate('theta', theta), candidate('drift', drift)];

forecasterContract('ensemble', ensemble, { members });

describe('ensemble', () => {
  test('forecasts the median and the weighted mean of its members', async () => {
    const series = { times: Float64Array.of(0, 1, 2), values: Float64Array.of(10, 7, 13) };
    const three = [candidate('naive', naive), candidate('mean', mean), candidate('drift', drift)];
    // The members forecast 13, 10 and 14.5.
    expect((await ensemble.fit(series, { members: three })).forecast(1).mean[0]).toBe(13);
    const weighted = await ensemble.fit(series, { members: three, weights: [0, 1, 2], combine: 'mean' });
    expect(weighted.forecast(1).mean[0]).toBeCloseTo((10 + 2 * 14.5) / 3, 12);
  });

  test('combines the quantiles that all members predict', async () => {
    const options = { window: 3, epochs: 1, loss: 'pinball', quantiles: [0.1, 0.5, 0.9] } as const;
    const seeds = [1, 2].map((seed) => candidate(`lstm ${seed}`, lstm, { ...options, seed }));
    const model = await ensemble.fit(wave(40), { members: seeds, combine: 'mean' });
    const [low, middle, high] = model.forecast(2).quantiles!;
    expect(middle!.values).toEqual(model.forecast(2).mean);
    for (const step of [0, 1]) {
      expect(low!.values[step]).toBeLessThanOrEqual(middle!.values[step]!);
      expect(high!.values[step]).toBeGreaterThanOrEqual(middle!.values[step]!);
    }
  });

  test('passes known features of future rows to its members', async () => {
    const options = { window: 3, epochs: 1, steps: 2, known: ['weekday'] } as const;
    const member = candidate('lstm', lstm, options);
    const weekdays = (rows: number) => ({
      ...wave(rows),
      features: { weekday: wave(rows).values.map((_, i) => i % 7) },
    });
    const series = weekdays(40);
    const alone = await lstm.fit(series, options);
    const model = await ensemble.fit(series, { members: [member] });
    const future = { weekday: [5, 6, 0] };
    expect(model.forecast(3, { future }).mean).toEqual(alone.forecast(3, { future }).mean);
    const after = weekdays(60);
    const measured = { after, future, levels: [50] };
    expect(model.forecast(3, measured)).toEqual(alone.forecast(3, measured));
    expect(model.predictions(after, { from: 50 })).toEqual(alone.predictions(after, { from: 50 }));
    expect(() => model.forecast(3)).toThrow(/future must hold/);
    expect(() => model.forecast(3, { after, future: { weekday: [5] } })).toThrow(/future must hold/);
  });

  test('copies features, so the caller may change them during the fit', async () => {
    const options = { window: 3, epochs: 1, engine: 'reference' } as const;
    const seeds = [1, 2].map((seed) => candidate(`lstm ${seed}`, lstm, { ...options, seed }));
    const series = withFeatures(wave(40));
    const fitting = ensemble.fit(series, { members: seeds });
    series.features!['weekday']!.fill(0);
    const expected = await ensemble.fit(withFeatures(wave(40)), { members: seeds });
    expect((await fitting).forecast(1)).toEqual(expected.forecast(1));
  });

  test('loads a member of another forecaster with its candidate', async () => {
    const member = candidate('mine', lstm, { window: 3, epochs: 1 });
    const model = await ensemble.fit(wave(40), { members: [member, candidate('naive', naive)] });
    expect(() => ensemble.load(model.save())).toThrow(/Pass its candidate to load\(\)/);
    expect(ensemble.load(model.save(), { candidates: [member] }).forecast(3)).toEqual(model.forecast(3));
  });

  test('stops between two fits', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(ensemble.fit(wave(40), { members, signal })).rejects.toThrow('enough');
  });

  test.each([
    { members: [] },
    { members: [naive] },
    { members: [members[0]!, members[0]!] },
    { members, weights: [1] },
    { members, weights: [0, 0, 0] },
    { members, combine: 'mode' },
  ])('refuses invalid members, weights and combinations', async (options) => {
    await expect(ensemble.fit(wave(40), options as never)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });
});
