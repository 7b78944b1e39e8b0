export { csv } from './csv/csv.ts';
export type { CsvColumns, CsvOptions, CsvRecord, FileSource } from './csv/csv.ts';
export { csvCandles } from './csv/csv-candles.ts';
export type { CsvCandlesOptions } from './csv/csv-candles.ts';
export { date, number, text } from './csv/readers.ts';
export type { CsvReader } from './csv/readers.ts';
export type { SourcesErrorCode } from './errors.ts';
export { ndjson } from './ndjson/ndjson.ts';
export type { NdjsonOptions } from './ndjson/ndjson.ts';
