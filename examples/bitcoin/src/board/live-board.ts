import type { LiveEvent } from '../live/live-event.ts';
import type { LiveDocuments } from '../live/store/documents.ts';
import type { LiveStore } from '../live/store/live-store.ts';
import { aheadOf } from './ahead-of.ts';
import type { Anomalies, AnomalyRow, Forecast, Prices } from './api.ts';
import type { Range } from './daily-prices.ts';
import type { BoardEvent } from './event-hub.ts';

const minute = 60_000;

/** How long before now the candles start, in milliseconds, where a request has no bounds. */
const shown = { '1s': 60 * minute, '1m': 24 * 60 * minute } as const;

/**
 * How old a candle may be that is sent as an event, in milliseconds. Older ones come from the backfill; the page gets
 * them with the next answer of `/api/prices`.
 */
const newest = 2 * minute;

const intervals = { bitcoin_candles_1s: '1s', bitcoin_candles_1m: '1m' } as const;

/** The answers of the API while live trades are taken. */
export class LiveBoard {
  readonly #store: LiveStore;
  readonly #exchange: string;
  readonly #now: () => number;

  /** `now`: milliseconds since the Unix epoch; default `Date.now`. */
  constructor(store: LiveStore, exchange: string, now: () => number = Date.now) {
    this.#store = store;
    this.#exchange = exchange;
    this.#now = now;
  }

  /** Candles of a second or a minute. Without a range: seconds of the last hour, minutes of the last day. */
  async prices(interval: '1s' | '1m', range?: Range): Promise<Prices> {
    const { from, to } = range ?? { from: this.#now() - shown[interval], to: Infinity };
    const rows = (await this.#read(`bitcoin_candles_${interval}`, from)).filter(({ time }) => time <= to);
    return {
      interval,
      times: rows.map(({ time }) => time),
      open: rows.map(({ open }) => open),
      high: rows.map(({ high }) => high),
      low: rows.map(({ low }) => low),
      close: rows.map(({ close }) => close),
      volume: rows.map(({ volume }) => volume),
    };
  }

  /** The minutes of the last day that stood out, the newest first. */
  async anomalies(): Promise<Anomalies> {
    const rows = await this.#read('bitcoin_live_anomalies', this.#now() - shown['1m']);
    return { interval: '1m', rows: rows.map(rowOf).toReversed() };
  }

  /** The forecast of the next minutes, and earlier forecasts of the minutes of the last four hours. */
  async forecast(): Promise<Forecast | null> {
    const from = this.#now() - 240 * minute;
    const [minutes, forecasts] = await Promise.all([
      this.#read('bitcoin_candles_1m', from),
      this.#read('bitcoin_live_forecast', from),
    ]);
    const made = forecasts.reduce((latest, row) => Math.max(latest, row.made), -Infinity);
    const ahead = forecasts.filter(({ time }) => time > made);
    if (ahead.length === 0) return null;
    const expected = new Map(forecasts.map(({ time, mean }) => [time, mean]));
    return {
      interval: '1m',
      model: 'theta',
      why: 'Theta is fitted to the closes of the last four hours, again every 30 minutes.',
      series: {
        times: minutes.map(({ time }) => time),
        actual: minutes.map(({ close }) => close),
        train: minutes.map(() => null),
        test: minutes.map(({ time }) => expected.get(time) ?? null),
      },
      ahead: aheadOf(ahead),
      loss: [],
    };
  }

  /** The event of a new candle; `undefined` for other rows and for older candles. */
  candleOf({ row }: Extract<LiveEvent, { readonly kind: 'row' }>): BoardEvent | undefined {
    if (row.index !== 'bitcoin_candles_1s' && row.index !== 'bitcoin_candles_1m') return undefined;
    const { time, open, high, low, close, volume } = row.document;
    if (time < this.#now() - newest) return undefined;
    return { name: 'candle', data: { interval: intervals[row.index], time, open, high, low, close, volume } };
  }

  #read<I extends Parameters<LiveStore['read']>[0]>(index: I, from: number) {
    return this.#store.read(index, { exchange: this.#exchange, from });
  }
}

const rowOf = (found: LiveDocuments['bitcoin_live_anomalies']): AnomalyRow => ({
  time: found.time,
  severity: found.severity,
  actual: found.actual,
  typical: found.typical,
  lower: found.lower,
  upper: found.upper,
  direction: found.direction,
  kind: found.kind,
  description: found.description,
  factor: found.factor,
  alarm: found.alarm,
});
