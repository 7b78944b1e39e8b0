import type { EChartsCoreOption } from 'echarts/core';
import type { Forecast } from '../../src/board/api.ts';
import { band } from '../charts/band.ts';
import { line } from '../charts/line.ts';
import { logAxis } from '../charts/log-axis.ts';
import { baseAxis, look, tooltipLook, valueAxis } from '../charts/look.ts';
import { tooltip } from '../dom/tooltip.ts';
import { date } from '../format/date.ts';
import { shortPrice, wholePrice } from '../format/number.ts';
import { colour } from '../theme/palette.ts';

interface TooltipItem {
  readonly seriesName: string;
  readonly seriesType: string;
  readonly color: string;
  readonly value: readonly [number, number | null, number?];
}

const priceTooltip = () =>
  tooltipLook({
    trigger: 'axis',
    formatter: (items: readonly TooltipItem[]) =>
      tooltip(
        date(items[0]!.value[0]),
        items
          .filter(({ value }) => value[1] !== null)
          .map(({ seriesName, seriesType, color, value }) => ({
            colour: seriesType === 'custom' ? undefined : color,
            label: seriesName,
            value:
              seriesType === 'custom' ? `${wholePrice(value[1])} to ${wholePrice(value[2])}` : wholePrice(value[1]),
          })),
      ),
  });

/** The predictions of the model over the true closes: on the rows that it was trained on, and on later rows. */
export const fitOption = ({ series, ahead }: Forecast): EChartsCoreOption => ({
  ...look(),
  grid: { ...look().grid, bottom: 48 },
  tooltip: priceTooltip(),
  dataZoom: [
    { type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl', preventDefaultMouseMove: false },
    {
      type: 'slider',
      filterMode: 'none',
      height: 28,
      bottom: 4,
      brushSelect: false,
      showDetail: false,
      borderColor: 'transparent',
      backgroundColor: colour('raised'),
      fillerColor: colour('accent', 0.16),
      handleStyle: { color: colour('surface'), borderColor: colour('text-soft') },
      moveHandleStyle: { color: colour('line-strong') },
      dataBackground: {
        lineStyle: { color: colour('line-strong') },
        areaStyle: { color: colour('line-strong'), opacity: 0.3 },
      },
      selectedDataBackground: { lineStyle: { color: colour('accent') }, areaStyle: { color: colour('accent', 0.2) } },
    },
  ],
  xAxis: baseAxis({ type: 'time' }),
  yAxis: logAxis([...series.actual, ...series.train, ...series.test, ...ahead.mean], shortPrice),
  series: [
    // Wide and pale: the predictions lie so close that they would hide a thin line.
    line('Close', series.times, series.actual, 'text-soft', {
      lineStyle: { width: 4, color: colour('text-soft', 0.35), join: 'round' },
    }),
    line('Prediction, training rows', series.times, series.train, 'train'),
    line('Prediction, test rows', series.times, series.test, 'test'),
    line('Forecast', ahead.times, ahead.mean, 'forecast', { lineStyle: { width: 2.5, color: colour('forecast') } }),
  ],
});

/** The last 15 days and the days ahead, with the bands of the forecast. */
export const aheadOption = ({ series, ahead }: Forecast): EChartsCoreOption => {
  const known = series.times.filter((_, i) => series.actual[i] !== null).length;
  const [times, actual] = [series.times.slice(0, known).slice(-15), series.actual.slice(0, known).slice(-15)];
  const [last, close] = [times.at(-1), actual.at(-1)];
  // The line of the forecast starts at the last close.
  const join =
    last !== undefined && typeof close === 'number' ? { times: [last], values: [close] } : { times: [], values: [] };
  const joined = [...join.times, ...ahead.times];
  return {
    ...look(),
    tooltip: priceTooltip(),
    xAxis: baseAxis({ type: 'time', minInterval: 86_400_000 }),
    yAxis: valueAxis(shortPrice),
    series: [
      band(
        '95 % band',
        joined,
        [...join.values, ...ahead.lower95],
        [...join.values, ...ahead.upper95],
        'forecast',
        0.14,
      ),
      band(
        '80 % band',
        joined,
        [...join.values, ...ahead.lower80],
        [...join.values, ...ahead.upper80],
        'forecast',
        0.2,
      ),
      line('Close', times, actual, 'text', { showSymbol: true, symbolSize: 5 }),
      line('Forecast', joined, [...join.values, ...ahead.mean], 'forecast', {
        showSymbol: true,
        symbolSize: 5,
        lineStyle: { width: 2, color: colour('forecast') },
      }),
    ],
  };
};
