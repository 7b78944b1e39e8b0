import { expect, test } from 'vitest';
import { chart } from '../tab.ts';
import type { Scene } from '../tab.ts';

/** The charts of the years. */
export const testYears = ({ page, answers }: Scene): void => {
  test('the charts of the years have all days and months', async () => {
    const { series } = await chart(page, 'years');
    expect(Object.keys(series)).toEqual([
      '2014',
      '2015',
      '2016',
      '2017',
      '2018',
      '2019',
      '2020',
      '2021',
      '2022',
      '2023',
      '2024',
    ]);
    expect(Object.values(series).flatMap((line) => line.map((point) => (point as number[])[1]))).toEqual(
      answers.prices.close,
    );
    const all = answers.years.years.find(({ year }) => year === 'all')!.months;
    expect((await chart(page, 'month-means')).series).toEqual({
      'Mean open': all.map(({ open }) => open),
      'Mean close': all.map(({ close }) => close),
    });
    expect((await chart(page, 'month-extremes')).series).toEqual({
      'Highest high': all.map(({ high }) => high),
      'Lowest low': all.map(({ low }) => low),
    });
  });

  test('picking a year shows its months', async () => {
    await page.getByRole('button', { name: '2017', exact: true }).click();
    const months = answers.years.years.find(({ year }) => year === 2_017)!.months;
    expect((await chart(page, 'month-means')).series['Mean close']).toEqual(months.map(({ close }) => close));
    await page.getByRole('button', { name: '% since start' }).click();
    const line = (await chart(page, 'years')).series['2017'] as ReadonlyArray<readonly [number, number]>;
    expect(line[0]![1]).toBe(0);
    await page.getByRole('button', { name: 'USD, log' }).click();
    await page.getByRole('button', { name: 'All years' }).click();
  });
};
