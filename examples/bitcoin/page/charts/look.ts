import { colour } from '../theme/palette.ts';
import { clientReducesMotion } from './reduced-motion.ts';

/** Options that all charts share: animation, UTC, font and margins. */
export const look = () => ({
  animation: !clientReducesMotion(),
  animationDuration: 250,
  animationDurationUpdate: 200,
  useUTC: true,
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 },
  grid: { left: 4, right: 12, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
});

/** An axis of numbers, with lines across the chart. */
export const valueAxis = (format: (value: number) => string, more: Readonly<Record<string, unknown>> = {}) => ({
  type: 'value',
  scale: true,
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: colour('text-soft'), formatter: format, hideOverlap: true },
  splitLine: { lineStyle: { color: colour('line') } },
  ...more,
});

/** An axis below the chart, of times or names. */
export const baseAxis = (more: Readonly<Record<string, unknown>> = {}) => ({
  axisLine: { lineStyle: { color: colour('line-strong') } },
  axisTick: { show: false },
  splitLine: { show: false },
  ...more,
  axisLabel: { color: colour('text-soft'), hideOverlap: true, ...(more['axisLabel'] as object | undefined) },
});

/** A tooltip that stays within the chart's box; `formatter` in `more` makes its content. */
export const tooltipLook = (more: Readonly<Record<string, unknown>>) => ({
  confine: true,
  transitionDuration: 0,
  backgroundColor: colour('surface'),
  borderColor: colour('line-strong'),
  borderWidth: 1,
  padding: [8, 12],
  textStyle: { color: colour('text'), fontSize: 12 },
  axisPointer: { type: 'line', lineStyle: { color: colour('text-soft'), type: 'dashed' } },
  ...more,
});
