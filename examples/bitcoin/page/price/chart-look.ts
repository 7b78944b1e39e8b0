import { ColorType, CrosshairMode, LineStyle, TickMarkType } from 'lightweight-charts';
import type { ChartOptions, DeepPartial, Time, TimeChartOptions } from 'lightweight-charts';
import type { CandleInterval } from '../../src/board/api.ts';
import { barTime, clock, dayOfMonth, monthName, timeOfDay, year } from '../format/date.ts';
import { shortCount, wholePrice } from '../format/number.ts';
import { colour } from '../theme/palette.ts';
import { milliseconds } from './chart-time.ts';

/** Options of the price chart that follow the theme. */
export const themeOptions = (): DeepPartial<ChartOptions> => ({
  layout: {
    background: { type: ColorType.Solid, color: colour('surface') },
    textColor: colour('text-soft'),
    fontFamily: getComputedStyle(document.body).fontFamily,
    fontSize: 12,
    panes: { separatorColor: colour('line'), separatorHoverColor: colour('line'), enableResize: false },
  },
  grid: { vertLines: { color: colour('line', 0.6) }, horzLines: { color: colour('line', 0.6) } },
  crosshair: {
    mode: CrosshairMode.Normal,
    vertLine: { color: colour('text-soft'), style: LineStyle.Dashed, labelBackgroundColor: colour('text-soft') },
    horzLine: { color: colour('text-soft'), style: LineStyle.Dashed, labelBackgroundColor: colour('text-soft') },
  },
  rightPriceScale: { borderColor: colour('line') },
  timeScale: { borderColor: colour('line') },
});

/** Labels of the time axis. The library's own make a formatter for each label, which takes much longer. */
const tickFormats: Readonly<Record<TickMarkType, (time: number) => string>> = {
  [TickMarkType.Year]: year,
  [TickMarkType.Month]: monthName,
  [TickMarkType.DayOfMonth]: dayOfMonth,
  [TickMarkType.Time]: timeOfDay,
  [TickMarkType.TimeWithSeconds]: clock,
};

/** Options of the price chart that never change. */
export const fixedOptions: DeepPartial<TimeChartOptions> = {
  autoSize: true,
  // The page is in English, and `Intl` may not know the language that the browser reports.
  localization: { locale: 'en-GB' },
  // The logo adds a style element, which the Content-Security-Policy refuses. The page's footer has the link instead.
  layout: { attributionLogo: false },
  handleScroll: { vertTouchDrag: false },
  handleScale: { axisPressedMouseMove: { time: true, price: true } },
  kineticScroll: { touch: true, mouse: false },
  rightPriceScale: { scaleMargins: { top: 0.08, bottom: 0.06 }, entireTextOnly: true },
  timeScale: {
    rightOffset: 2,
    // Ten years of hours fit into a phone's width; bars that share a pixel are drawn as one.
    minBarSpacing: 0.002,
    enableConflation: true,
    secondsVisible: false,
    tickMarkFormatter: (time: Time, mark: TickMarkType) => tickFormats[mark](milliseconds(time)),
  },
};

/** Formats the time under the crosshair, which the library gives in seconds. */
export const timeLabel =
  (interval: CandleInterval) =>
  (seconds: unknown): string =>
    barTime(interval, Number(seconds) * 1_000);

/**
 * Width of the price axis in pixels, for the longest label that it may need. An axis that grew and shrank with its
 * labels would resize all canvases in the middle of a zoom.
 */
export const axisWidth = (highest: number): number => 24 + 7 * wholePrice(1.5 * highest).length;

/** Prices on the axis. */
export const priceFormat = { type: 'custom', formatter: wholePrice, minMove: 0.01 } as const;

/** Volumes on the axis. */
export const volumeFormat = { type: 'custom', formatter: shortCount, minMove: 1 } as const;
