import type { CcxtExchange, CcxtTrade } from '@penstock/sources/exchange';

/** Calls `onAnswer` with the trades of each REST answer of this ccxt exchange, before the caller gets them. */
export const tapRest = (exchange: CcxtExchange, onAnswer: (trades: readonly CcxtTrade[]) => void): void => {
  const fetchTrades = exchange.fetchTrades.bind(exchange);
  exchange.fetchTrades = async (...args) => {
    const trades = await fetchTrades(...args);
    onAnswer(trades);
    return trades;
  };
};
