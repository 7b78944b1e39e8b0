import { expect, test } from 'vitest';
import { chart, visible } from '../tab.ts';
import type { Scene } from '../tab.ts';

const pairs = (times: readonly number[], values: ReadonlyArray<number | null>) =>
  times.map((time, i) => [time, values[i]]);

/** The charts of the model. */
export const testModel = ({ page, answers, server }: Scene): void => {
  test('the charts of the model have the data of the API', async () => {
    const { series, ahead, loss } = answers.forecast!;
    expect((await chart(page, 'fit')).series).toEqual({
      Close: pairs(series.times, series.actual),
      'Prediction, training rows': pairs(series.times, series.train),
      'Prediction, test rows': pairs(series.times, series.test),
      Forecast: pairs(ahead.times, ahead.mean),
    });
    const shown = (await chart(page, 'ahead')).series;
    const [last, close] = [series.times.at(-1)!, series.actual.at(-1)!];
    expect(shown['Close']).toEqual(pairs(series.times, series.actual).slice(-15));
    expect(shown['Forecast']).toEqual([[last, close], ...pairs(ahead.times, ahead.mean)]);
    expect(shown['95 % band']).toEqual([
      [last, close, close],
      ...ahead.times.map((time, i) => [time, ahead.lower95[i], ahead.upper95[i]]),
    ]);
    expect(shown['80 % band']).toEqual([
      [last, close, close],
      ...ahead.times.map((time, i) => [time, ahead.lower80[i], ahead.upper80[i]]),
    ]);
    expect((await chart(page, 'loss')).series).toEqual({
      'Training loss': loss.map(({ epoch, train }) => [epoch, train]),
    });
    const [train, test] = answers.evaluation!.scatter;
    const points = ({ actual, predicted, times }: NonNullable<typeof train>) =>
      actual.map((value, i) => [value, predicted[i], times[i]]);
    expect((await chart(page, 'scatter')).series).toMatchObject({
      'Training rows': points(train!),
      'Test rows': points(test!),
    });
  });

  test('keys zoom the predictions, and the zoom stays when they are refreshed', async () => {
    const { times } = answers.forecast!.series;
    const last = answers.forecast!.ahead.times.at(-1)!;
    expect(await visible(page, 'fit')).toEqual({ from: times[0], to: last });
    await page.getByRole('application', { name: 'Predictions over the true closes' }).focus();
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowLeft');
    const zoomed = await visible(page, 'fit');
    expect(zoomed.to - zoomed.from).toBeCloseTo(0.7 * (last - times[0]!), -9);
    expect(zoomed.from).toBeGreaterThan(times[0]!);
    server.answers['forecast'] = { ...answers.forecast, why: 'Another reason.' };
    server.send('changed', { what: 'forecast' });
    await page.locator('#model', { hasText: 'Another reason.' }).waitFor();
    expect(await visible(page, 'fit')).toEqual(zoomed);
    await page.keyboard.press('Home');
    expect(await visible(page, 'fit')).toEqual({ from: times[0], to: last });
    server.answers['forecast'] = answers.forecast;
  });
};
