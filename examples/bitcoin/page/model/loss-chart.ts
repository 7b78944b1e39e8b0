import type { EChartsCoreOption } from 'echarts/core';
import type { Forecast } from '../../src/board/api.ts';
import { logAxis } from '../charts/log-axis.ts';
import { baseAxis, look, tooltipLook } from '../charts/look.ts';
import { tooltip } from '../dom/tooltip.ts';
import { figure } from '../format/number.ts';
import { colour } from '../theme/palette.ts';
import type { ColourName } from '../theme/palette.ts';

interface TooltipItem {
  readonly seriesName: string;
  readonly color: string;
  readonly value: readonly [number, number | null];
}

/** The loss after each epoch, on a logarithmic axis. */
export const lossOption = (loss: Forecast['loss']): EChartsCoreOption => ({
  ...look(),
  tooltip: tooltipLook({
    trigger: 'axis',
    formatter: (items: readonly TooltipItem[]) =>
      tooltip(
        `Epoch ${items[0]!.value[0]}`,
        items.map(({ seriesName, color, value }) => ({ colour: color, label: seriesName, value: figure(value[1]) })),
      ),
  }),
  xAxis: baseAxis({ type: 'value', min: 'dataMin', max: 'dataMax', minInterval: 1 }),
  yAxis: logAxis(
    loss.flatMap(({ train, validation }) => [train, validation]),
    figure,
  ),
  series: [
    curve(
      'Training loss',
      'train',
      loss.map(({ epoch, train }) => [epoch, train]),
    ),
    ...(loss.some(({ validation }) => validation !== null)
      ? [
          curve(
            'Validation loss',
            'test',
            loss.map(({ epoch, validation }) => [epoch, validation]),
          ),
        ]
      : []),
  ],
});

const curve = (name: string, stroke: ColourName, data: ReadonlyArray<readonly [number, number | null]>) => ({
  type: 'line',
  name,
  data,
  showSymbol: false,
  color: colour(stroke),
  lineStyle: { width: 1.75, color: colour(stroke) },
  emphasis: { disabled: true },
});
