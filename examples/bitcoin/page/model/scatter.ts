import type { EChartsCoreOption } from 'echarts/core';
import type { Evaluation } from '../../src/board/api.ts';
import { logAxis } from '../charts/log-axis.ts';
import { baseAxis, look, tooltipLook } from '../charts/look.ts';
import { tooltip } from '../dom/tooltip.ts';
import { date } from '../format/date.ts';
import { change, shortPrice, wholePrice } from '../format/number.ts';
import { colour } from '../theme/palette.ts';

interface TooltipItem {
  readonly seriesName: string;
  readonly color: string;
  readonly value: readonly [number, number, number];
}

/** Names of the two parts of the rows. */
const partNames = { train: 'Training rows', test: 'Test rows' } as const;

/** True prices against predicted ones; a perfect model has all its points on the diagonal. */
export const scatterOption = (scatter: Evaluation['scatter']): EChartsCoreOption => {
  const all = scatter.flatMap(({ actual, predicted }) => [...actual, ...predicted]).filter((value) => value > 0);
  const [low, high] = all.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, 0]);
  const axis = {
    nameLocation: 'middle',
    nameTextStyle: { color: colour('text-soft') },
  };
  return {
    ...look(),
    grid: { ...look().grid, left: 22, bottom: 22, outerBoundsContain: 'axisLabel' },
    tooltip: tooltipLook({
      trigger: 'item',
      formatter: ({ seriesName, color, value: [actual, predicted, time] }: TooltipItem) =>
        tooltip(`${date(time)} · ${seriesName}`, [
          { label: 'True', value: wholePrice(actual) },
          { colour: color, label: 'Predicted', value: wholePrice(predicted) },
          { label: 'Off by', value: change(predicted / actual - 1) },
        ]),
    }),
    xAxis: {
      ...baseAxis(),
      ...logAxis(all, shortPrice, axis),
      axisLine: { show: true, lineStyle: { color: colour('line-strong') } },
      name: 'True price',
      nameGap: 26,
    },
    yAxis: logAxis(all, shortPrice, { ...axis, name: 'Predicted price', nameGap: 44 }),
    series: [
      ...scatter.map(({ part, actual, predicted, times }) => ({
        type: 'scatter',
        name: partNames[part],
        data: actual.map((value, i) => [value, predicted[i], times[i]]),
        symbolSize: 5,
        itemStyle: { color: colour(part), opacity: 0.5 },
        emphasis: { scale: 1.6, itemStyle: { opacity: 1 } },
      })),
      {
        type: 'line',
        name: 'Diagonal',
        data: [
          [low, low],
          [high, high],
        ],
        showSymbol: false,
        silent: true,
        lineStyle: { color: colour('text-soft'), width: 1, type: 'dashed' },
        tooltip: { show: false },
      },
    ],
  };
};
