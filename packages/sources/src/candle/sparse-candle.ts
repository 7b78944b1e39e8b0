import type { Candle } from '@penstock/stream';

/**
 * A candle that may lack values: a missing or invalid value is `null`.
 *
 * @example
 * ```ts
 * const time = Date.UTC(2020, 0, 2);
 * const halted: SparseCandle = { time, open: null, high: null, low: null, close: 465.86, volume: 0 };
 * ```
 */
export type SparseCandle = { [Field in keyof Candle]: Field extends 'time' ? Candle[Field] : Candle[Field] | null };
