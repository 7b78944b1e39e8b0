import type { ExchangeReport } from './check-exchange.ts';

/** True when an exchange was reached, and no reached exchange has different ids in REST and in its socket. */
export const hasPassed = (reports: readonly ExchangeReport[]): boolean =>
  reports.some(({ connectedAfter }) => connectedAfter !== null) &&
  reports.every(({ ids }) => ids?.verdict !== 'different');

/** Formats the report of an exchange as lines of text. */
export const reportText = (report: ExchangeReport): string => {
  const { exchange, symbol, connectedAfter, failure, watched, trades, tradesPerSecond, gaps, reconnects } = report;
  const head = `${exchange} ${symbol}`;
  if (connectedAfter === null) return `${head}: not reached: ${failure ?? 'no answer in time'}`;
  return [
    `${head}: connected after ${seconds(connectedAfter)}`,
    `  trades   ${trades} in ${seconds(watched)}, ${tradesPerSecond.toFixed(1)} a second`,
    `  feed     gaps: ${gaps}, reconnects: ${reconnects}${failure === null ? '' : `, last failure: ${failure}`}`,
    `  latency  ${latencyText(report.latency)}`,
    `  ids      ${idsText(report)}`,
    `  candles  ${candlesText(report.candles)}`,
  ].join('\n');
};

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const latencyText = (latency: ExchangeReport['latency']): string =>
  latency === null
    ? 'unknown: no trade came by the socket'
    : `median ${latency.median.toFixed(0)} ms, 95% within ${latency.p95.toFixed(0)} ms, by this machine's clock`;

const idsText = ({ ids, candles }: ExchangeReport): string => {
  if (ids === null) return `not compared: ${candles === null ? 'stopped' : 'no trade came by the socket'}`;
  const { verdict, compared, agreeing, contradicting, failure } = ids;
  if (verdict === 'unknown') return `not compared: REST gave no trade of the same time${failure ? `: ${failure}` : ''}`;
  const counts = `of ${compared} trades of the socket, REST has ${agreeing} by id, price and size`;
  if (verdict === 'same') return `the same: ${counts}`;
  return `DIFFERENT: ${counts}, and ${contradicting} by id with another price or size`;
};

const candlesText = (candles: ExchangeReport['candles']): string => {
  if (candles === null) return 'not read: stopped';
  const last = candles.last === null ? '' : `, the last of ${new Date(candles.last).toISOString()}`;
  const failure = candles.failure === null ? '' : `; failed: ${candles.failure}`;
  return `${candles.candles} of 1 minute in the last hour, gaps: ${candles.gaps}${last}${failure}`;
};
