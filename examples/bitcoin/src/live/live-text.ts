import type { ForecastOutcome } from '@penstock/forecast/flow';
import type { FeedReport } from '@penstock/sources/exchange';
import { PenstockError } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import type { LiveCounts } from './live-counts.ts';

/** The state of a live run in a line. */
export const progressText = (counts: LiveCounts, perSecond: number): string => {
  const { price, time, trades, sent, rows, forecasts, gaps, reconnects } = counts;
  if (time === null || price === null) return 'No trade yet';
  return [
    new Date(time).toISOString().slice(11, 19),
    usd(price),
    `${number(Math.max(trades, sent))} trades (${number(Math.round(perSecond))}/s)`,
    `candles ${number(rows.bitcoin_candles_1s)} of 1 s, ${number(rows.bitcoin_candles_1m)} of 1 min`,
    `anomalies ${rows.bitcoin_live_anomalies}`,
    `forecasts ${number(forecasts)}`,
    `gaps ${gaps}`,
    `reconnects ${reconnects}`,
  ].join('  ');
};

/** The counts of a live run in a few lines. */
export const endText = (counts: LiveCounts): string => {
  const { sent, trades, rejected, late, rows, forecasts, gaps, reconnects } = counts;
  return [
    `trades       ${number(sent)} sent to the topic, ${number(trades)} taken from it`,
    `             rejected ${rejected}, too late for their candle ${late}`,
    `candles      ${number(rows.bitcoin_candles_1s)} of a second, ${number(rows.bitcoin_candles_1m)} of a minute`,
    `anomalies    ${rows.bitcoin_live_anomalies}`,
    `forecasts    ${number(forecasts)}`,
    `feed         gaps ${gaps}, reconnects ${reconnects}`,
  ].join('\n');
};

/** The text of a report of the feed; `undefined` if a user need not know of it. */
export const reportText = (report: FeedReport): string | undefined => {
  switch (report.kind) {
    case 'gap': {
      const { lane, after, before, reason } = report;
      const from = after === null ? 'the beginning' : instant(after.time);
      return `Gap: trades of ${lane} may be missing from ${from} to ${instant(before.time)} (${reason})`;
    }
    case 'down':
      return `Not connected: ${reasonText(report.error)} Again in ${seconds(report.wait)}`;
    case 'backfill-failed':
      // At first REST fails together with the socket, and a line about the socket is printed already.
      if (report.attempt < 3) return undefined;
      return `REST failed: ${reasonText(report.error)} Again in ${seconds(report.wait)}`;
    case 'paused':
      return `${number(report.held)} trades wait for the topic: the socket is closed until they are in it`;
    default:
      return undefined;
  }
};

/** Why a forecast failed; `undefined` while there are too few minutes, since more will come. */
export const outcomeText = (outcome: ForecastOutcome): string | undefined => {
  if (outcome.kind === 'fitted') return undefined;
  const { time, error } = outcome;
  if (error instanceof PenstockError && error.code === 'PENSTOCK_SERIES_TOO_SHORT') return undefined;
  return `No forecast after ${instant(time)}: ${reasonText(error)}`;
};

const number = (value: number): string => value.toLocaleString('en-US');
const usd = (price: number): string => `${price.toLocaleString('en-US', { minimumFractionDigits: 2 })} USD`;
const instant = (time: number): string => new Date(time).toISOString();
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
