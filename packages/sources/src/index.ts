export type { CandleIssue, InvalidRowOptions } from './candle/candle-checker.ts';
export type { SparseCandle } from './candle/sparse-candle.ts';
export { csv } from './csv/csv.ts';
export type { CsvColumns, CsvFormat, CsvOptions, CsvRecord } from './csv/csv.ts';
export type { FileSource } from './file/file-source.ts';
export { csvCandles } from './csv/csv-candles.ts';
export type { CsvCandlesOptions } from './csv/csv-candles.ts';
export type { CandleColumnNames } from './csv/candle-columns.ts';
export { date, dateAs, epoch } from './csv/dates.ts';
export type { DateOptions, EpochUnit } from './csv/dates.ts';
export { number, text } from './csv/readers.ts';
export type { DecimalMark } from './csv/number-style.ts';
export type { CsvReader } from './csv/readers.ts';
export type { CsvDelimiter } from './csv/rows.ts';
export type { SourcesErrorCode } from './errors.ts';
export type { BigIntegers } from './record/json-parser.ts';
export { messariQuotes } from './messari/messari-quotes.ts';
export type { MessariQuotes, MessariQuotesOptions } from './messari/messari-quotes.ts';
export { ndjson } from './ndjson/ndjson.ts';
export type { NdjsonOptions } from './ndjson/ndjson.ts';
export { RateLimitedError } from './failure/rate-limited-error.ts';
export { UnavailableError } from './failure/unavailable-error.ts';
export { yahooCandles } from './yahoo/yahoo-candles.ts';
export type { YahooCandles, YahooCandlesOptions } from './yahoo/yahoo-candles.ts';
export type {
  YahooChart,
  YahooChartClient,
  YahooChartEvents,
  YahooChartMeta,
  YahooChartQuery,
  YahooChartQuote,
} from './yahoo/yahoo-client.ts';
export { yahooEvents } from './yahoo/yahoo-events.ts';
export type { YahooEvent, YahooEvents } from './yahoo/yahoo-events.ts';
export type { YahooInterval } from './yahoo/yahoo-interval.ts';
export type { YahooRequestOptions } from './yahoo/yahoo-request.ts';
export { isTransient } from './failure/is-transient.ts';
export { poll } from './poll/poll.ts';
export type { PollRetryOptions } from './poll/poll-retry.ts';
export type { Polled, PollBudget, PollOptions, PollRetry, PollSource } from './poll/poll.ts';
export { simulateMarket } from './simulate/simulate-market.ts';
export type { Disorder, SimulatedMarket, SimulatedTick, SimulateMarketOptions } from './simulate/simulate-market.ts';
export { fromTopic } from './memory/from-topic.ts';
export type { FromTopicOptions } from './memory/from-topic.ts';
export { memoryTopic } from './memory/memory-topic.ts';
export type { MemoryTopicOptions } from './memory/memory-topic.ts';
export type { MemoryTopic } from './memory/open-topic.ts';
export { TopicLockedError } from './memory/lock/topic-locked-error.ts';
export type { TopicHolder } from './memory/lock/topic-locked-error.ts';
export { toTopic } from './memory/to-topic.ts';
export type { ToTopicOptions } from './memory/to-topic.ts';
export type { TopicRecord } from './memory/topic-record.ts';
