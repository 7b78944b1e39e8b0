import type { Candle } from '../../candle.ts';
import { checkOptions, pickOptions } from '../../check-options.ts';
import type { OptionNames } from '../../check-options.ts';
import type { FlowOperator } from '../../delivery/flow.ts';
import { toCount } from '../../duration.ts';
import { streamError } from '../../errors.ts';
import { flowOperator } from '../../operators/base/flow-subscriber.ts';
import { totalOf } from '../aggregates/exact-sum.ts';
import { bars, pieceOfCandle, pieceOfPrice } from './bars.ts';
import type { Bar } from './bars.ts';
import type { Interval } from '../calendar/interval.ts';
import { calendarNames, toWindows } from '../calendar/to-windows.ts';
import type { CalendarOptions } from '../calendar/to-windows.ts';
import { toSettings, windowOptionNames } from '../window-options.ts';
import type { WindowOptions } from '../window-options.ts';
import { WindowSubscriber } from '../window-subscriber.ts';
import type { GapFilling } from '../window-subscriber.ts';

/** A {@link Candle} with the number of trades in it. */
export interface TradeCandle extends Candle {
  /** `null` when the candle was made of candles without a number of trades. */
  readonly trades: number | null;
}

/** A candle without trades, as `gaps: 'null'` emits it. */
export interface EmptyCandle {
  /** Opening instant, milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  readonly open: null;
  readonly high: null;
  readonly low: null;
  readonly close: null;
  readonly volume: 0;
  readonly trades: 0;
}

type Gaps = 'skip' | 'carry' | 'null';

/** Options of {@link ohlc} for values that are smaller candles. */
export interface OhlcOptions<T, G extends Gaps = 'skip'> extends WindowOptions<T> {
  /** Length of a candle. */
  readonly interval: Interval;
  /**
   * What to emit for intervals without values between two candles of a key: nothing (`'skip'`, the default), candles at
   * the last close with volume 0 (`'carry'`), or empty candles (`'null'`). They are emitted together with the candle
   * after the gap.
   */
  readonly gaps?: G;
  /** The maximum number of candles to fill in one gap; a longer gap is not filled. At least 1, default 10,000. */
  readonly maxGap?: number;
  /**
   * Returns the order of values with equal event times, such as an exchange's sequence number; default the position.
   */
  readonly order?: (value: T) => number;
}

const optionNames: OptionNames<TickOptions<never>> = {
  ...windowOptionNames,
  interval: true,
  gaps: true,
  maxGap: true,
  order: true,
  price: true,
  volume: true,
};

type SomeCandle = Candle & { readonly trades?: number | null };
type CandleOptions<T, G extends Gaps> = OhlcOptions<T, G> & { readonly price?: never };

/** Options of {@link ohlc} for values that are ticks or quotes. */
export interface TickOptions<T, G extends Gaps = 'skip'> extends OhlcOptions<T, G> {
  /** Returns the price of a value. */
  readonly price: (value: T) => number;
  /** Returns the volume traded at that price; default 0, as for quotes. */
  readonly volume?: (value: T) => number;
}

/**
 * Makes candles by event time: from ticks or quotes when `price` is given, else from smaller candles.
 *
 * Open and close are the prices of the earliest and the latest event time, in any order of arrival. At equal times
 * `order` decides, or the position. `adjClose` comes from the candle that gives the close; without one there, the
 * result has none. The sum of the volumes does not depend on the order of arrival either. The `time` of a candle is its
 * opening instant, and its key is the key of the records. Other fields of the values are not kept.
 *
 * Candles close as the windows of `tumbling` do, which also describes late records and the guarantees after a crash.
 * With `gaps`, the last candle of each key is kept as long as the flow runs, and counts towards `maxOpen`.
 *
 * @throws `PENSTOCK_BAD_OPTION` immediately. A price or volume that is not a finite number rejects its record with
 * `PENSTOCK_VALUE_INVALID`. Also throws the errors of `tumbling`.
 *
 * @example
 * ```ts
 * const minutes = deliver(trades, { key: ({ symbol }) => symbol, time: ({ time }) => time }).pipe(
 *   ohlc({ interval: '1m', lateness: '2s', price: ({ price }) => price, volume: ({ size }) => size }),
 * );
 * const days = minutes.pipe(ohlc({ interval: '1d', timeZone: 'America/New_York' }));
 * ```
 */
export function ohlc<T>(options: TickOptions<T, 'skip' | 'carry'>): FlowOperator<T, TradeCandle>;
export function ohlc<T>(options: TickOptions<T, 'null'>): FlowOperator<T, TradeCandle | EmptyCandle>;
export function ohlc<T extends SomeCandle>(options: CandleOptions<T, 'skip' | 'carry'>): FlowOperator<T, TradeCandle>;
export function ohlc<T extends SomeCandle>(
  options: CandleOptions<T, 'null'>,
): FlowOperator<T, TradeCandle | EmptyCandle>;
export function ohlc<T>(
  options: OhlcOptions<T, Gaps> & Partial<Pick<TickOptions<T>, 'price' | 'volume'>>,
): FlowOperator<T, TradeCandle | EmptyCandle> {
  const { interval, price, volume, order } = checkOptions(options, optionNames, 'ohlc');
  const settings = toSettings(options, `ohlc-${interval}`);
  const windows = toWindows(interval, pickOptions<CalendarOptions>(options, calendarNames));
  // Without `price`, the overloads require the values to be candles.
  const aggregate = price ? bars(pieceOfPrice(price, volume, order)) : bars<T>(pieceOfCandle(order as never) as never);
  const gaps = toGaps(options.gaps ?? 'skip', toCount(options.maxGap ?? 10_000, 'maxGap'));
  return flowOperator(
    (out) =>
      new WindowSubscriber(out, settings, {
        windows,
        hops: 1,
        aggregate,
        gaps,
        value: (_key, { start }, bar) => candleOf(start, bar),
      }),
  );
}

const candleOf = (time: number, { open, high, low, close, adjClose, sum, trades }: Bar): TradeCandle => ({
  time,
  open,
  high,
  low,
  close,
  ...(!Number.isNaN(adjClose) && { adjClose }),
  volume: totalOf(sum),
  trades: Number.isNaN(trades) ? null : trades,
});

const toGaps = (gaps: Gaps, maxGap: number): GapFilling<Bar, TradeCandle | EmptyCandle> | undefined => {
  switch (gaps) {
    case 'skip':
      return undefined;
    case 'carry':
      return {
        maxGap,
        carry: ({ close, adjClose }) => ({ close, adjClose }),
        value: ({ start }, carried) => flatCandle(start, carried as Carried),
      };
    case 'null':
      return {
        maxGap,
        carry: () => null,
        value: ({ start: time }) => ({ time, open: null, high: null, low: null, close: null, volume: 0, trades: 0 }),
      };
    default:
      throw streamError('PENSTOCK_BAD_OPTION', `gaps must be 'skip', 'carry' or 'null'; got ${String(gaps)}.`);
  }
};

type Carried = Pick<Bar, 'close' | 'adjClose'>;

const flatCandle = (time: number, { close, adjClose }: Carried): TradeCandle => ({
  time,
  open: close,
  high: close,
  low: close,
  close,
  ...(!Number.isNaN(adjClose) && { adjClose }),
  volume: 0,
  trades: 0,
});
