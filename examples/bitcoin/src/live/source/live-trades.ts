import { exchangeTrades } from '@penstock/sources/exchange';
import type { CcxtExchange, FeedOptions, FeedReport, Trade } from '@penstock/sources/exchange';
import { PenstockError } from '@penstock/stream';
import type { Flow } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import { simulated, symbolAt } from './exchanges.ts';
import type { Exchange } from './exchanges.ts';
import { simulatedTrades } from './simulated-trades.ts';

// Only the first connection has a limit. The feed waits as long as a later outage takes.
const firstContactWithin = 10_000;

/**
 * Live trades of Bitcoin on an exchange. The flow errors with `PENSTOCK_UNAVAILABLE` if the exchange does not answer in
 * the first ten seconds.
 *
 * @param connection the exchange of ccxt, or its name. Default: the name of `exchange`.
 */
export const liveTrades = (
  exchange: Exchange,
  options: FeedOptions,
  connection: string | CcxtExchange = exchange,
): Flow<Trade> => {
  const onReport = endingWithoutContact(exchange, options.onReport);
  return exchange === simulated
    ? simulatedTrades({ ...options, onReport })
    : exchangeTrades({ ...options, onReport, exchange: connection, symbols: [symbolAt(exchange)], silentAfter: '30s' });
};

/** Throws, which fails the flow, when the first connection takes too long. Passes all other reports on. */
export const endingWithoutContact = (
  exchange: string,
  onReport: FeedOptions['onReport'],
): ((report: FeedReport) => void) => {
  const began = Date.now();
  let wasUp = false;
  return (report) => {
    wasUp ||= report.kind === 'up';
    if (!wasUp && report.kind === 'down' && Date.now() + report.wait - began > firstContactWithin) {
      throw new PenstockError(
        'PENSTOCK_UNAVAILABLE',
        `Expected ${exchange} to answer; it does not: ${reasonText(report.error)} Check the network, name another ` +
          'exchange, or run --live simulated, which needs none.',
        { cause: report.error },
      );
    }
    onReport?.(report);
  };
};
