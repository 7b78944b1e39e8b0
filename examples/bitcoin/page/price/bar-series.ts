import { CandlestickSeries, HistogramSeries, LineSeries } from 'lightweight-charts';
import type { IChartApi, ISeriesApi, UTCTimestamp } from 'lightweight-charts';
import type { Prices } from '../../src/board/api.ts';
import { colour } from '../theme/palette.ts';
import { seconds } from './chart-time.ts';
import { priceFormat, volumeFormat } from './chart-look.ts';
import type { BarChange } from './growing-prices.ts';

/** How the price is drawn. */
export type PriceLook = 'candles' | 'line';

type PriceSeries = ISeriesApi<'Candlestick'> | ISeriesApi<'Line'>;

/** The bars of the price chart: the price as candles or as a line, and the volume below it. */
export class BarSeries {
  readonly #chart: IChartApi;
  #look: PriceLook = 'candles';
  #price: PriceSeries;
  #volume: ISeriesApi<'Histogram'> | undefined;
  #bars: Prices | undefined;

  constructor(chart: IChartApi) {
    this.#chart = chart;
    this.#price = this.#addPrice();
    this.showVolume(true);
    this.paint();
  }

  /** The series of the price; a new one after each change of the look. */
  get price(): PriceSeries {
    return this.#price;
  }

  get volume(): ISeriesApi<'Histogram'> | undefined {
    return this.#volume;
  }

  /** Draws the price in another look. Returns false if it already has that look. */
  setLook(look: PriceLook): boolean {
    if (look === this.#look) return false;
    this.#look = look;
    this.#chart.removeSeries(this.#price);
    this.#price = this.#addPrice();
    this.#price.setSeriesOrder(0);
    this.#fillPrice();
    this.paint();
    return true;
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
    this.#fillVolume();
  }

  /** Draws other bars. */
  fill(bars: Prices): void {
    this.#bars = bars;
    this.#fillPrice();
    this.#fillVolume();
  }

  /** Draws one bar of the bars that is new or has changed: the newest, or an older one. */
  update({ candle, before, isOlder }: BarChange): void {
    // While the chart library draws several bars as one, it throws for a single older bar.
    if (isOlder && this.#bars) return this.fill(this.#bars);
    const { time, open, high, low, close, volume } = candle;
    const at = seconds(time);
    if (this.#look === 'line') (this.#price as ISeriesApi<'Line'>).update({ time: at, value: close });
    else (this.#price as ISeriesApi<'Candlestick'>).update(bar(at, open, high, low, close));
    const color = colour((open ?? before ?? close) <= close ? 'up' : 'down', volumeOpacity);
    if (volume !== null) this.#volume?.update({ time: at, value: volume, color });
  }

  /** Takes the colours of the theme. */
  paint(): void {
    const [up, down] = [colour('up'), colour('down')];
    // By default, the label of the newest price has the colour of its bar. On `down`, its text would have a contrast
    // below 3 in the dark theme.
    this.#price.applyOptions({ priceLineColor: colour('accent') });
    if (this.#look === 'candles') {
      (this.#price as ISeriesApi<'Candlestick'>).applyOptions({
        upColor: up,
        downColor: down,
        wickUpColor: up,
        wickDownColor: down,
      });
    } else (this.#price as ISeriesApi<'Line'>).applyOptions({ color: colour('accent') });
    this.#fillVolume();
  }

  #addPrice(): PriceSeries {
    return this.#look === 'candles'
      ? this.#chart.addSeries(CandlestickSeries, { priceFormat, borderVisible: false })
      : this.#chart.addSeries(LineSeries, { priceFormat, lineWidth: 2 });
  }

  #fillPrice(): void {
    if (!this.#bars) return;
    const { times, open, high, low, close } = this.#bars;
    if (this.#look === 'line')
      (this.#price as ISeriesApi<'Line'>).setData(times.map((time, i) => ({ time: seconds(time), value: close[i]! })));
    else
      (this.#price as ISeriesApi<'Candlestick'>).setData(
        times.map((time, i) => bar(seconds(time), open[i] ?? null, high[i] ?? null, low[i] ?? null, close[i]!)),
      );
  }

  #fillVolume(): void {
    if (!this.#bars || !this.#volume) return;
    const { times, open, close, volume } = this.#bars;
    const [up, down] = [colour('up', volumeOpacity), colour('down', volumeOpacity)];
    this.#volume.setData(
      times.map((time, i) => ({
        time: seconds(time),
        value: volume[i] ?? 0,
        // Without an open, the bar starts at the close before.
        color: (open[i] ?? close[i - 1] ?? close[i]!) <= close[i]! ? up : down,
      })),
    );
  }
}

const volumeOpacity = 0.45;

const bar = (time: UTCTimestamp, open: number | null, high: number | null, low: number | null, close: number) =>
  open === null || high === null || low === null ? { time } : { time, open, high, low, close };
