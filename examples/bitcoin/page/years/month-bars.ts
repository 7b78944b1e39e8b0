import type { EChartsCoreOption } from 'echarts/core';
import type { Years } from '../../src/board/api.ts';
import { baseAxis, look, tooltipLook, valueAxis } from '../charts/look.ts';
import { tooltip } from '../dom/tooltip.ts';
import { month } from '../format/date.ts';
import { shortPrice, wholePrice } from '../format/number.ts';
import { colour } from '../theme/palette.ts';
import type { ColourName } from '../theme/palette.ts';

type Month = Years['years'][number]['months'][number];

/** One of the bars that each month has. */
export interface MonthBar {
  readonly key: 'open' | 'close' | 'high' | 'low';
  readonly label: string;
  readonly colour: ColourName;
}

interface TooltipItem {
  readonly seriesName: string;
  readonly color: string;
  readonly value: number | null;
  readonly dataIndex: number;
}

/** Bars of each month, side by side. */
export const monthBarsOption = (months: readonly Month[], bars: readonly MonthBar[]): EChartsCoreOption => {
  const name = (i: number): string => month(Date.parse(`${months[i]!.month}-01`));
  return {
    ...look(),
    tooltip: tooltipLook({
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: colour('text', 0.06) } },
      formatter: (items: readonly TooltipItem[]) =>
        tooltip(
          name(items[0]!.dataIndex),
          items.map(({ seriesName, color, value }) => ({ colour: color, label: seriesName, value: wholePrice(value) })),
        ),
    }),
    xAxis: baseAxis({
      type: 'category',
      data: months.map((_, i) => name(i)),
      // With many years, only each January has a label.
      axisLabel:
        months.length > 12
          ? {
              interval: (i: number) => months[i]!.month.endsWith('-01'),
              formatter: (text: string) => text.slice(-4),
            }
          : { formatter: (text: string) => text.slice(0, 3) },
    }),
    yAxis: valueAxis(shortPrice, { scale: false }),
    series: bars.map(({ key, label, colour: fill }) => ({
      type: 'bar',
      name: label,
      data: months.map((row) => row[key]),
      color: colour(fill),
      barMaxWidth: 22,
      barGap: months.length > 12 ? '0%' : '12%',
      barCategoryGap: months.length > 12 ? '12%' : '36%',
      itemStyle: { borderRadius: months.length > 12 ? 0 : [2, 2, 0, 0] },
      emphasis: { disabled: true },
    })),
  };
};
