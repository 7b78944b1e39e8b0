export { PenstockError } from './errors.ts';
export type { StreamErrorCode } from './errors.ts';
export type { Candle } from './candle.ts';
export type { Quote, TrailingOhlcv } from './quote.ts';
export type { Series } from './series.ts';
