import type { CcxtExchange, CcxtTrade } from '@penstock/sources/exchange';

/** Tells the trades of each REST answer that this exchange of ccxt gets, before whoever asked has them. */
export const tapRest = (exchange: CcxtExchange, onAnswer: (trades: readonly CcxtTrade[]) => void): void => {
  const fetchTrades = exchange.fetchTrades.bind(exchange);
  exchange.fetchTrades = async (...args) => {
    const trades = await fetchTrades(...args);
    onAnswer(trades);
    return trades;
  };
};
