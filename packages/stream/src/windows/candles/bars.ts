import type { Candle } from '../../candle.ts';
import type { RecordInfo } from '../../delivery/delivery.ts';
import type { Aggregate } from '../aggregates/aggregate.ts';
import { addSumTo, addTo, copySum } from '../aggregates/exact-sum.ts';
import type { ExactSum } from '../aggregates/exact-sum.ts';
import { finite } from '../aggregates/finite.ts';

/** One price or one candle, as the aggregate adds it to a bar. */
export interface Piece {
  open: number;
  high: number;
  low: number;
  close: number;
  /** NaN when unknown. */
  adjClose: number;
  volume: number;
  /** NaN when unknown. */
  trades: number;
  /** Decides which of two pieces with equal event times comes first. NaN means that their positions decide. */
  order: number;
}

/** The state of an unfinished candle. It also has the times and orders of the pieces that gave open and close. */
export interface Bar {
  open: number;
  high: number;
  low: number;
  close: number;
  /** The `adjClose` of the piece that gave `close`; NaN when unknown. */
  adjClose: number;
  /** The sum of the volumes. */
  sum: ExactSum;
  trades: number;
  openTime: number;
  openOrder: number;
  closeTime: number;
  closeOrder: number;
}

/** Folds pieces into a bar. The result does not depend on the order of arrival. */
export const bars = <T>(select: (value: T) => Piece): Aggregate<T, Bar, Bar, Piece> => ({
  select,
  create: () => ({
    open: NaN,
    high: -Infinity,
    low: Infinity,
    close: NaN,
    adjClose: NaN,
    sum: { high: 0, low: 0 },
    trades: 0,
    openTime: Infinity,
    openOrder: Infinity,
    closeTime: -Infinity,
    closeOrder: -Infinity,
  }),
  add(bar, piece, time, record) {
    if (piece.high > bar.high) bar.high = piece.high;
    if (piece.low < bar.low) bar.low = piece.low;
    addTo(bar.sum, piece.volume);
    bar.trades += piece.trades;
    if (time <= bar.openTime) openAt(bar, piece, time, orderOf(piece, record));
    if (time >= bar.closeTime) closeAt(bar, piece, time, orderOf(piece, record));
    return bar;
  },
  result: (bar) => bar,
  merge(bar, other) {
    bar.high = Math.max(bar.high, other.high);
    bar.low = Math.min(bar.low, other.low);
    addSumTo(bar.sum, other.sum);
    bar.trades += other.trades;
    // Bars are merged in the order of their partitions, so the partition decides at equal times and orders.
    if (comesBefore(other.openTime, other.openOrder, bar.openTime, bar.openOrder)) {
      bar.open = other.open;
      bar.openTime = other.openTime;
      bar.openOrder = other.openOrder;
    }
    if (!comesBefore(other.closeTime, other.closeOrder, bar.closeTime, bar.closeOrder)) {
      bar.close = other.close;
      bar.adjClose = other.adjClose;
      bar.closeTime = other.closeTime;
      bar.closeOrder = other.closeOrder;
    }
    return bar;
  },
  copy: (bar) => ({ ...bar, sum: copySum(bar.sum) }),
});

const openAt = (bar: Bar, piece: Piece, time: number, order: number): void => {
  if (!comesBefore(time, order, bar.openTime, bar.openOrder)) return;
  bar.open = piece.open;
  bar.openTime = time;
  bar.openOrder = order;
};

const closeAt = (bar: Bar, piece: Piece, time: number, order: number): void => {
  if (!comesBefore(bar.closeTime, bar.closeOrder, time, order)) return;
  bar.close = piece.close;
  bar.adjClose = piece.adjClose;
  bar.closeTime = time;
  bar.closeOrder = order;
};

const orderOf = (piece: Piece, record: RecordInfo): number =>
  Number.isNaN(piece.order) ? record.position.offset : piece.order;

const comesBefore = (time: number, order: number, otherTime: number, otherOrder: number): boolean =>
  time === otherTime ? order < otherOrder : time < otherTime;

/** Makes the function that reads a piece from a tick: its price, and optionally its volume and order. */
export const pieceOfPrice = <T>(
  price: (value: T) => number,
  volume?: (value: T) => number,
  order?: (value: T) => number,
): ((value: T) => Piece) => {
  // One object for all ticks: it is read before the next tick fills it, so that a tick allocates nothing.
  const piece: Piece = {
    open: NaN,
    high: NaN,
    low: NaN,
    close: NaN,
    adjClose: NaN,
    volume: NaN,
    trades: 1,
    order: NaN,
  };
  return (value) => {
    const at = finite(price(value), 'the price of a tick');
    piece.volume = volume ? finite(volume(value), 'the volume of a tick') : 0;
    piece.order = order ? finite(order(value), 'the order of a tick') : NaN;
    piece.open = at;
    piece.high = at;
    piece.low = at;
    piece.close = at;
    return piece;
  };
};

/** Makes the function that reads a piece from a smaller candle. */
export const pieceOfCandle = <T extends Candle & { readonly trades?: number | null }>(order?: (value: T) => number) => {
  const piece: Piece = {
    open: NaN,
    high: NaN,
    low: NaN,
    close: NaN,
    adjClose: NaN,
    volume: NaN,
    trades: NaN,
    order: NaN,
  };
  return (candle: T): Piece => {
    piece.open = finite(candle.open, 'the open of a candle');
    piece.high = finite(candle.high, 'the high of a candle');
    piece.low = finite(candle.low, 'the low of a candle');
    piece.close = finite(candle.close, 'the close of a candle');
    // Rows from JSON may have null here.
    piece.adjClose =
      candle.adjClose === undefined || candle.adjClose === null
        ? NaN
        : finite(candle.adjClose, 'the adjClose of a candle');
    piece.volume = finite(candle.volume, 'the volume of a candle');
    piece.trades = candle.trades ?? NaN;
    piece.order = order ? finite(order(candle), 'the order of a candle') : NaN;
    return piece;
  };
};
