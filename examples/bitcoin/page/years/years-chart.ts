import type { EChartsCoreOption } from 'echarts/core';
import { logAxis } from '../charts/log-axis.ts';
import { baseAxis, look, tooltipLook, valueAxis } from '../charts/look.ts';
import { tooltip } from '../dom/tooltip.ts';
import { dayOfYear, monthName } from '../format/date.ts';
import { change, shortPrice, wholePrice } from '../format/number.ts';
import { sinceStart } from './by-year.ts';
import type { YearLine } from './by-year.ts';
import { colourOfYear } from './colour-of-year.ts';
import { colour } from '../theme/palette.ts';

/** Prices in dollars on a logarithmic axis, or changes since the year's start. */
export type YearScale = 'price' | 'change';

const shortChange = new Intl.NumberFormat('en-US', {
  style: 'percent',
  signDisplay: 'exceptZero',
  maximumFractionDigits: 0,
});

interface TooltipItem {
  readonly seriesName: string;
  readonly color: string;
  readonly value: readonly [number, number];
}

/** The lines of all years over one another. A picked year stands out. */
export const yearsOption = (
  lines: readonly YearLine[],
  picked: number | 'all',
  scale: YearScale,
): EChartsCoreOption => {
  const years = lines.map(({ year }) => year);
  // The axis spans the prices of a picked year. Other years are visible where their prices lie in that span.
  const inSight = lines.filter(({ year }) => picked === 'all' || picked === year);
  const format = scale === 'price' ? wholePrice : change;
  return {
    ...look(),
    grid: { ...look().grid, right: 40 },
    tooltip: tooltipLook({
      trigger: 'axis',
      formatter: (items: readonly TooltipItem[]) =>
        tooltip(
          dayOfYear(items[0]!.value[0]),
          items
            .toReversed()
            .map(({ seriesName, color, value }) => ({ colour: color, label: seriesName, value: format(value[1]) })),
        ),
    }),
    xAxis: baseAxis({
      type: 'time',
      min: Date.UTC(2000, 0, 1),
      max: Date.UTC(2000, 11, 31),
      minInterval: 27 * 86_400_000,
      axisLabel: { formatter: monthName },
    }),
    yAxis:
      scale === 'price'
        ? logAxis(
            inSight.flatMap(({ closes }) => closes),
            shortPrice,
          )
        : valueAxis((share) => shortChange.format(share)),
    series: lines.map(({ year, times, closes }) => {
      const values = scale === 'price' ? closes : sinceStart(closes);
      const faint = picked !== 'all' && picked !== year;
      const stroke = faint ? colour('line-strong') : picked === year ? colour('accent') : colourOfYear(year, years);
      return {
        type: 'line',
        name: String(year),
        data: times.map((time, i) => [time, values[i]]),
        showSymbol: false,
        color: stroke,
        lineStyle: { width: picked === year ? 2.25 : 1.25, color: stroke, opacity: faint ? 0.7 : 1 },
        z: picked === year ? 3 : 2,
        endLabel: { show: !faint, formatter: '{a}', color: colour('text-soft'), fontSize: 11, distance: 4 },
        emphasis: { disabled: true },
      };
    }),
  };
};
