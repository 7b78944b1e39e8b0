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
  /** `null` where it was made of candles that do not tell. */
  readonly trades: number | null;
}

/** A candle's place in which nothing was traded, with `gaps: 'null'`. */
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

/** How {@link ohlc} makes candles of smaller ones. */
export interface OhlcOptions<T, G extends Gaps = 'skip'> extends WindowOptions<T> {
  /** Length of a candle. */
  readonly interval: Interval;
  /**
   * What stands between two candles of a key that are not next to each other: nothing (`'skip'`, the default), candles
   * at the last close without volume (`'carry'`), or empty ones (`'null'`). They are emitted with the candle after the
   * gap.
   */
  readonly gaps?: G;
  /** A gap of more candles stays as it is; at least 1, default 10,000. */
  readonly maxGap?: number;
  /**
   * Which of two values with the same event time comes first, such as an exchange's sequence number; default the
   * position.
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

/** How {@link ohlc} makes candles of ticks or quotes. */
export interface TickOptions<T, G extends Gaps = 'skip'> extends OhlcOptions<T, G> {
  readonly price: (value: T) => number;
  /** What was traded at that price; default 0, as for quotes. */
  readonly volume?: (value: T) => number;
}

/**
 * Makes candles by event time: of ticks or quotes with `price`, else of smaller candles.
 *
 * Open and close are those of the earliest and latest event time, whatever the order of arrival; at equal times `order`
 * decides, or the position. `adjClose` is that of the candle whose close is taken; where that has none, the result has
 * none. Volumes are summed so that their order does not matter either. A candle's `time` is its opening instant, and
 * its key that of the records. No other field of the values is kept. When candles close, what becomes of late records,
 * and what a crash leaves is as in `tumbling`. The key of a gap is remembered as long as the flow runs and counts for
 * `maxOpen`.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once; a price or volume that is no finite number rejects its record with
 * `PENSTOCK_VALUE_INVALID`; else what `tumbling` throws.
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
  // The overloads give a flow without `price` candles for its values.
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
