import {
  CandlestickSeries,
  HistogramSeries,
  LineSeries,
  LineStyle,
  PriceScaleMode,
  createChart,
  createSeriesMarkers,
} from 'lightweight-charts';
import type { IChartApi, ISeriesApi, ISeriesMarkersPluginApi, Time, UTCTimestamp } from 'lightweight-charts';
import type { AnomalyRow as Anomaly, Forecast, Prices } from '../../src/board/api.ts';
import { inspectable } from '../inspect.ts';
import { colour } from '../theme/palette.ts';
import { onTheme } from '../theme/theme.ts';
import { holdsNewest, rowAt, sliceOf, stillFits } from './bar-slice.ts';
import type { BarSlice } from './bar-slice.ts';
import type { Candle } from './candle.ts';
import { fixedOptions, priceFormat, themeOptions, timeLabel, volumeFormat } from './chart-look.ts';
import { ForecastBands } from './forecast-bands.ts';
import { markOf, marked } from './marks.ts';

/** How the price is drawn. */
export type PriceLook = 'candles' | 'line';

type PriceSeries = ISeriesApi<'Candlestick'> | ISeriesApi<'Line'>;

/** How long after the last zoom or move the marks of anomalies are placed again. */
const restMs = 100;

const seconds = (time: number): UTCTimestamp => (time / 1_000) as UTCTimestamp;
const milliseconds = (time: Time): number => Number(time) * 1_000;

/** The price chart: candles or a line, volume below, the forecast ahead, and marks of anomalies. */
export class PriceChart {
  readonly #chart: IChartApi;
  readonly #bands = new ForecastBands();
  readonly #ahead: ISeriesApi<'Line'>;
  #volume: ISeriesApi<'Histogram'> | undefined;
  #series: PriceSeries;
  #markers: ISeriesMarkersPluginApi<Time>;
  #look: PriceLook = 'candles';
  #prices: Prices | undefined;
  #slice: BarSlice | undefined;
  #swapping = false;
  #coming: { readonly from: number; readonly to: number } | undefined;
  #slicing: ReturnType<typeof setTimeout> | undefined;
  #forecast: Forecast | undefined;
  #anomalies: readonly Anomaly[] = [];
  #marks = '';
  #picked: number | undefined;
  #marking: ReturnType<typeof setTimeout> | undefined;
  #showsMarks = true;

  constructor(box: HTMLElement) {
    this.#chart = createChart(box, fixedOptions);
    this.#chart.applyOptions(themeOptions());
    this.#series = this.#addSeries();
    this.#markers = createSeriesMarkers(this.#series, []);
    this.#ahead = this.#chart.addSeries(LineSeries, { priceFormat, lineWidth: 2, lineStyle: LineStyle.Solid });
    this.#ahead.attachPrimitive(this.#bands);
    this.showVolume(true);
    this.#paint();
    onTheme(() => this.#paint());
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(() => {
      this.#swapIfNeeded();
      // Not in each frame of a zoom, since the library goes through all bars to place new marks.
      clearTimeout(this.#marking);
      this.#marking = setTimeout(() => this.#mark(), restMs);
    });
    inspectable('price', () => ({
      series: {
        price: this.#series.data(),
        volume: this.#volume?.data() ?? [],
        forecast: this.#ahead.data(),
        marks: this.#markers.markers(),
      },
      visible: this.visible(),
    }));
  }

  /** Shows other prices. What was visible stays so, except at the first time. */
  setPrices(prices: Prices): void {
    this.#prices = prices;
    this.#slice = sliceOf(prices, 0, prices.times.length);
    this.#chart.applyOptions({
      localization: { timeFormatter: timeLabel(prices.interval) },
      timeScale: { timeVisible: prices.interval !== '1d', secondsVisible: prices.interval.endsWith('s') },
    });
    this.#fill();
  }

  /** Shows a forecast, or none. */
  setForecast(forecast: Forecast | undefined): void {
    this.#forecast = forecast;
    const ahead = forecast?.ahead;
    const slice = this.#slice;
    // After a slice that ends before the newest price, the forecast would stand where later prices belong.
    const isNext = slice !== undefined && this.#prices !== undefined && holdsNewest(slice, this.#prices);
    const [first, last] = [ahead?.times[0], slice?.prices.times.at(-1)];
    // The line starts at the newest close, which the forecast goes on from.
    const start =
      first !== undefined && last !== undefined && last < first
        ? [{ time: seconds(last), value: this.#prices!.close.at(-1)! }]
        : [];
    this.#bands.show(isNext ? ahead : undefined);
    if (!isNext) return this.#ahead.setData([]);
    this.#ahead.setData([
      ...start,
      ...(ahead?.times ?? []).map((time, i) => ({ time: seconds(time), value: ahead!.mean[i]! })),
    ]);
  }

  setAnomalies(rows: readonly Anomaly[], shown: boolean): void {
    this.#anomalies = rows;
    this.#showsMarks = shown;
    this.#mark(true);
  }

  setLook(look: PriceLook): void {
    if (look === this.#look) return;
    this.#look = look;
    const kept = this.#range();
    this.#chart.removeSeries(this.#series);
    this.#series = this.#addSeries();
    this.#series.setSeriesOrder(0);
    this.#markers = createSeriesMarkers(this.#series, []);
    this.#fill();
    this.#paint();
    if (kept) this.#setRange(kept);
  }

  setLogarithmic(isLogarithmic: boolean): void {
    this.#chart.priceScale('right').applyOptions({
      mode: isLogarithmic ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal,
    });
  }

  showVolume(shown: boolean): void {
    if (shown === (this.#volume !== undefined)) return;
    if (this.#volume) {
      this.#chart.removeSeries(this.#volume);
      this.#volume = undefined;
      return;
    }
    this.#volume = this.#chart.addSeries(
      HistogramSeries,
      { priceFormat: volumeFormat, priceLineVisible: false, lastValueVisible: false },
      1,
    );
    this.#chart.panes()[0]?.setStretchFactor(4);
    this.#chart.panes()[1]?.setStretchFactor(1);
    if (this.#slice) this.#volume.setData(this.#volumes(this.#slice.prices));
  }

  /** Draws a bar that is new or changed, without the others. */
  update({ time, open, high, low, close, volume }: Candle, before: number | undefined): void {
    const at = seconds(time);
    if (this.#slice?.prices !== this.#prices) return this.#updateSlice();
    if (this.#look === 'line') (this.#series as ISeriesApi<'Line'>).update({ time: at, value: close });
    else (this.#series as ISeriesApi<'Candlestick'>).update(bar(at, open, high, low, close));
    if (volume !== null) this.#volume?.update({ time: at, value: volume, color: volumeColour(before, close) });
  }

  /** The first and last visible time, in milliseconds; undefined without prices. */
  visible(): { from: number; to: number } | undefined {
    const range = this.#chart.timeScale().getVisibleRange();
    return range ? { from: milliseconds(range.from), to: milliseconds(range.to) } : undefined;
  }

  /** Shows the bars from one time to another, in milliseconds. */
  show({ from, to }: { readonly from: number; readonly to: number }): void {
    const times = this.#prices?.times ?? [];
    if (this.#slice?.prices === this.#prices) {
      this.#chart.timeScale().setVisibleRange({ from: seconds(from), to: seconds(to) });
      return;
    }
    const [first, last] = [rowAt(times, from), rowAt(times, to)];
    const ahead = this.#forecast?.ahead.times.filter((time) => time > times.at(-1)! && time <= to).length ?? 0;
    this.#swap(first, last, ahead);
  }

  /** Shows `factor` times as many bars, around the same middle. */
  zoom(factor: number): void {
    const range = this.#range();
    if (!range) return;
    const [middle, half] = [(range.from + range.to) / 2, ((range.to - range.from) / 2) * factor];
    const most =
      (this.#prices?.times.length ?? 0) / (this.#slice?.merged ?? 1) + (this.#forecast?.ahead.times.length ?? 0);
    const wide = Math.min(Math.max(half, 3), most);
    this.#setRange({ from: middle - wide, to: middle + wide });
  }

  /** Moves by a share of what is visible; to the right if it is positive. */
  pan(share: number): void {
    const range = this.#range();
    if (!range) return;
    const step = (range.to - range.from) * share;
    this.#setRange({ from: range.from + step, to: range.to + step });
  }

  /** Writes the description of an anomaly beside its mark, until another is picked. */
  pick(time: number): void {
    this.#picked = time;
    this.#mark(true);
  }

  /** Puts the crosshair on a bar. */
  pointAt(time: number, close: number): void {
    this.#chart.setCrosshairPosition(close, seconds(time), this.#series);
  }

  /** Calls `listener` with the time under the crosshair in milliseconds, or undefined without one. */
  onPoint(listener: (time: number | undefined) => void): void {
    this.#chart.subscribeCrosshairMove(({ time }) => listener(time === undefined ? undefined : milliseconds(time)));
  }

  /** Calls `listener` with the time of an anomaly whose mark was clicked. */
  onMark(listener: (time: number) => void): void {
    this.#chart.subscribeClick(({ hoveredObjectId }) => {
      if (typeof hoveredObjectId === 'string') listener(Number(hoveredObjectId));
    });
  }

  onVisible(listener: () => void): void {
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(listener);
  }

  /** The visible range, or the one that was just set: the library reports it only in the next frame. */
  #range(): { readonly from: number; readonly to: number } | null {
    return this.#coming ?? this.#chart.timeScale().getVisibleLogicalRange();
  }

  #setRange(range: { readonly from: number; readonly to: number }): void {
    this.#coming = range;
    this.#chart.timeScale().setVisibleLogicalRange(range);
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (this.#coming !== range) return;
        this.#coming = undefined;
        this.#swapIfNeeded();
      }),
    );
  }

  #addSeries(): PriceSeries {
    return this.#look === 'candles'
      ? this.#chart.addSeries(CandlestickSeries, { priceFormat, borderVisible: false })
      : this.#chart.addSeries(LineSeries, { priceFormat, lineWidth: 2 });
  }

  #fill(): void {
    const prices = this.#slice?.prices;
    if (!prices) return;
    const { times, open, high, low, close } = prices;
    if (this.#look === 'line')
      (this.#series as ISeriesApi<'Line'>).setData(times.map((time, i) => ({ time: seconds(time), value: close[i]! })));
    else
      (this.#series as ISeriesApi<'Candlestick'>).setData(
        times.map((time, i) => bar(seconds(time), open[i] ?? null, high[i] ?? null, low[i] ?? null, close[i]!)),
      );
    this.#volume?.setData(this.#volumes(prices));
    this.setForecast(this.#forecast);
    this.#mark(true);
  }

  /** The drawn bar that a time belongs to, which may merge several rows. */
  drawnAt(time: number): { readonly prices: Prices; readonly row: number } | undefined {
    const prices = this.#slice?.prices;
    return prices && { prices, row: rowAt(prices.times, time) };
  }

  /** Takes the slice again, since it is a copy without the new bar; at most once a second. */
  #updateSlice(): void {
    if (this.#slicing !== undefined) return;
    this.#slicing = setTimeout(() => {
      this.#slicing = undefined;
      const [slice, range] = [this.#slice, this.#range()];
      if (!slice || !range || !this.#prices) return;
      const row = (bar: number): number => slice.first + bar * slice.merged;
      const [from, to] = [row(range.from), row(range.to)];
      this.#slice = undefined;
      this.#swap(from, to);
    }, 1_000);
  }

  /** Takes another slice where the visible range leaves this one, or its bars are too narrow or too wide. */
  #swapIfNeeded(): void {
    const [slice, range] = [this.#slice, this.#range()];
    if (!slice || !range || this.#swapping) return;
    const count = this.#prices!.times.length;
    const row = (bar: number): number => slice.first + bar * slice.merged;
    const [from, to] = [row(range.from), row(range.to)];
    if (stillFits(slice, Math.max(from, 0), Math.min(to, count), count)) return;
    this.#swapping = true;
    // The library is still changing its range. A microtask runs after that, and before the frame is drawn.
    queueMicrotask(() => {
      this.#swap(from, to);
    });
  }

  /** Shows the rows from `from` to `to`, which may lie outside of all, and `ahead` steps of the forecast. */
  #swap(from: number, to: number, ahead = 0): void {
    const prices = this.#prices;
    if (!prices) return;
    const count = prices.times.length;
    const [least, most] = [Math.max(from, 0), Math.min(to, count)];
    const isNew = !this.#slice || !stillFits(this.#slice, least, most, count);
    if (isNew) this.#slice = sliceOf(prices, least, most);
    const { first, merged } = this.#slice!;
    // Set before the bars change: listeners that run meanwhile must not read the old range for the new bars.
    this.#coming = { from: (from - first) / merged, to: (to - first) / merged + ahead };
    if (isNew) this.#fill();
    this.#setRange(this.#coming);
    this.#swapping = false;
  }

  #volumes({ times, close, volume }: Prices) {
    const [up, down] = [colour('up', 0.45), colour('down', 0.45)];
    return times.map((time, i) => ({
      time: seconds(time),
      value: volume[i] ?? 0,
      color: i > 0 && close[i]! < close[i - 1]! ? down : up,
    }));
  }

  #paint(): void {
    this.#chart.applyOptions(themeOptions());
    const [up, down] = [colour('up'), colour('down')];
    if (this.#look === 'candles') {
      (this.#series as ISeriesApi<'Candlestick'>).applyOptions({
        upColor: up,
        downColor: down,
        wickUpColor: up,
        wickDownColor: down,
      });
    } else (this.#series as ISeriesApi<'Line'>).applyOptions({ color: colour('accent') });
    this.#ahead.applyOptions({
      color: colour('forecast'),
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
    });
    if (this.#slice) this.#volume?.setData(this.#volumes(this.#slice.prices));
    this.#mark(true);
  }

  /** Marks the most severe of the visible anomalies. */
  #mark(anew = false): void {
    const range = this.visible();
    const rows = this.#showsMarks && range ? marked(this.#anomalies, range.from, range.to) : [];
    const key = rows.map(({ time }) => time).join();
    if (!anew && key === this.#marks) return;
    this.#marks = key;
    this.#markers.setMarkers(rows.map((row) => markOf(row, row.time === this.#picked)));
  }
}

const bar = (time: UTCTimestamp, open: number | null, high: number | null, low: number | null, close: number) =>
  open === null || high === null || low === null ? { time } : { time, open, high, low, close };

const volumeColour = (before: number | undefined, close: number): string =>
  colour(before !== undefined && close < before ? 'down' : 'up', 0.45);
