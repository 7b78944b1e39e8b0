import { LineSeries, LineStyle, PriceScaleMode, createChart } from 'lightweight-charts';
import type { IChartApi, ISeriesApi } from 'lightweight-charts';
import type { AnomalyRow as Anomaly, Forecast, Prices } from '../../src/board/api.ts';
import { inspectable } from '../inspect.ts';
import { colour } from '../theme/palette.ts';
import { onTheme } from '../theme/theme.ts';
import { AnomalyMarks } from './anomaly-marks.ts';
import { BarSeries } from './bar-series.ts';
import type { PriceLook } from './bar-series.ts';
import { drawnBar, holdsNewest, rowAt, rowsMoved, sliceOf, stillFits } from './bar-slice.ts';
import type { BarSlice, DrawnBar } from './bar-slice.ts';
import { axisWidth, fixedOptions, priceFormat, themeOptions, timeLabel } from './chart-look.ts';
import { milliseconds, seconds } from './chart-time.ts';
import { ForecastBands } from './forecast-bands.ts';
import type { BarChange } from './growing-prices.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The price chart: candles or a line, volume below, the forecast ahead, and marks of anomalies. */
export class PriceChart {
  readonly #chart: IChartApi;
  readonly #bars: BarSeries;
  readonly #marks: AnomalyMarks;
  readonly #bands = new ForecastBands();
  readonly #ahead: ISeriesApi<'Line'>;
  #prices: Prices | undefined;
  #slice: BarSlice | undefined;
  #isSwapping = false;
  #coming: Range | undefined;
  #slicing: ReturnType<typeof setTimeout> | undefined;
  #forecast: Forecast | undefined;

  constructor(box: HTMLElement) {
    this.#chart = createChart(box, fixedOptions);
    this.#bars = new BarSeries(this.#chart);
    this.#marks = new AnomalyMarks(this.#bars.price, () => this.visible());
    this.#ahead = this.#chart.addSeries(LineSeries, { priceFormat, lineWidth: 2, lineStyle: LineStyle.Solid });
    this.#ahead.attachPrimitive(this.#bands);
    this.#paint();
    onTheme(() => {
      this.#bars.paint();
      this.#paint();
    });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(() => {
      this.#swapIfNeeded();
      this.#marks.placeSoon();
    });
    inspectable('price', () => ({
      series: {
        price: this.#bars.price.data(),
        volume: this.#bars.volume?.data() ?? [],
        forecast: this.#ahead.data(),
        marks: this.#marks.placed,
      },
      visible: this.visible(),
    }));
  }

  /**
   * Shows other prices. If their interval is the same as before, the visible times stay the same, except where the
   * newest bar was visible: there the chart follows the newest.
   *
   * @param drawn The times of the bars that the chart draws now. Default: those of the prices before, which is wrong
   *   where rows of the same object have been dropped or inserted.
   */
  setPrices(prices: Prices, drawn: readonly number[] = this.#prices?.times ?? []): void {
    const [before, rows] = [this.#prices, this.#visibleRows()];
    this.#prices = prices;
    this.#chart.applyOptions({
      localization: { timeFormatter: timeLabel(prices.interval) },
      rightPriceScale: { minimumWidth: axisWidth(prices.close.reduce((a, b) => Math.max(a, b), 0)) },
      timeScale: { timeVisible: prices.interval !== '1d', secondsVisible: prices.interval.endsWith('s') },
    });
    if (before?.interval === prices.interval && rows && drawn.length > 0 && prices.times.length > 0) {
      const moved = rowsMoved(drawn, prices.times, rows);
      this.#slice = undefined;
      this.#swap(rows.from + moved, rows.to + moved);
    } else {
      this.#slice = sliceOf(prices, 0, prices.times.length);
      this.#fill();
    }
    this.#marks.place();
  }

  /** Shows a forecast, or none. */
  setForecast(forecast: Forecast | undefined): void {
    this.#forecast = forecast;
    const ahead = forecast?.ahead;
    const slice = this.#slice;
    // A forecast is drawn directly after the last bar. If the slice ends before the newest price, later prices belong
    // there, so the forecast is hidden.
    const isNext = slice !== undefined && this.#prices !== undefined && holdsNewest(slice, this.#prices);
    this.#bands.show(isNext ? ahead : undefined);
    if (!isNext || !ahead) {
      if (this.#ahead.data().length > 0) this.#ahead.setData([]);
      return;
    }
    const [first, last] = [ahead.times[0], slice.prices.times.at(-1)];
    // The line starts at the newest close, which the forecast continues.
    const start =
      first !== undefined && last !== undefined && last < first
        ? [{ time: seconds(last), value: this.#prices!.close.at(-1)! }]
        : [];
    this.#ahead.setData([...start, ...ahead.times.map((time, i) => ({ time: seconds(time), value: ahead.mean[i]! }))]);
  }

  setAnomalies(rows: readonly Anomaly[], areShown: boolean): void {
    this.#marks.show(rows, areShown);
  }

  setLook(look: PriceLook): void {
    const kept = this.#range();
    if (!this.#bars.setLook(look)) return;
    this.#marks.moveTo(this.#bars.price);
    if (kept) this.#setRange(kept);
  }

  setLogarithmic(isLogarithmic: boolean): void {
    this.#chart.priceScale('right').applyOptions({
      mode: isLogarithmic ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal,
    });
  }

  showVolume(shown: boolean): void {
    this.#bars.showVolume(shown);
  }

  /** Draws a bar that is new or has changed, without the others. */
  update(change: BarChange): void {
    if (this.#slice?.prices === this.#prices) this.#bars.update(change);
    else this.#updateSlice();
  }

  /** The first and last visible time, in milliseconds; undefined without prices. */
  visible(): Range | undefined {
    const range = this.#chart.timeScale().getVisibleRange();
    return range ? { from: milliseconds(range.from), to: milliseconds(range.to) } : undefined;
  }

  /** Shows the bars from one time to another, in milliseconds. */
  show({ from, to }: Range): void {
    const times = this.#prices?.times ?? [];
    if (this.#slice?.prices === this.#prices) {
      this.#coming = undefined;
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
    this.#marks.pick(time);
  }

  /** Puts the crosshair on a bar. */
  pointAt(time: number, close: number): void {
    this.#chart.setCrosshairPosition(close, seconds(time), this.#bars.price);
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

  /** The bar that draws a row of the prices; undefined for a row outside the bars that the chart holds. */
  drawnAt(row: number): DrawnBar | undefined {
    return this.#slice && this.#prices && drawnBar(this.#slice, this.#prices, row);
  }

  /** The visible range in bars, or the one that was just set: the library reports it only in the next frame. */
  #range(): Range | null {
    return this.#coming ?? this.#chart.timeScale().getVisibleLogicalRange();
  }

  /** The visible range in rows of the prices; it may reach beyond them. */
  #visibleRows(): Range | undefined {
    const [slice, range] = [this.#slice, this.#range()];
    if (!slice || !range) return undefined;
    return { from: slice.first + range.from * slice.merged, to: slice.first + range.to * slice.merged };
  }

  #setRange(range: Range): void {
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

  #fill(): void {
    if (!this.#slice) return;
    this.#bars.fill(this.#slice.prices);
    this.setForecast(this.#forecast);
  }

  /** Takes the slice again, since it is a copy without the new bar. Runs at most once a second. */
  #updateSlice(): void {
    if (this.#slicing !== undefined) return;
    this.#slicing = setTimeout(() => {
      this.#slicing = undefined;
      const rows = this.#visibleRows();
      if (!rows) return;
      this.#slice = undefined;
      this.#swap(rows.from, rows.to);
    }, 1_000);
  }

  /** Takes another slice where the visible range leaves this one, or its bars are too narrow or too wide. */
  #swapIfNeeded(): void {
    const [slice, rows] = [this.#slice, this.#visibleRows()];
    if (!slice || !rows || this.#isSwapping) return;
    const count = this.#prices!.times.length;
    if (stillFits(slice, Math.max(rows.from, 0), Math.min(rows.to, count), count)) return;
    this.#isSwapping = true;
    // The library is still changing its range. A microtask runs after that, and before the frame is drawn.
    queueMicrotask(() => this.#swap(rows.from, rows.to));
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
    this.#isSwapping = false;
  }

  #paint(): void {
    this.#chart.applyOptions(themeOptions());
    this.#ahead.applyOptions({
      color: colour('forecast'),
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
    });
    this.#marks.place();
  }
}
