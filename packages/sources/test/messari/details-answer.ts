/** Makes market data in the shape of version 2 of Messari's API, with invented numbers; `changes` replaces fields. */
export const detailsMarketData = (changes: Record<string, unknown> = {}) => ({
  priceUsd: 109_561.75,
  priceBtc: 1,
  priceEth: 28.5,
  priceAt: '2025-10-31T21:51:00Z',
  volume24Hour: 37_000_000_000,
  ohlcv1HourUsd: { open: 109_439, high: 109_698, low: 109_299, close: 109_561, volume: 603_000_000 },
  ohlcv24HourUsd: { open: 107_886, high: 111_052, low: 107_488, close: 109_561, volume: 37_000_000_000 },
  marketcap: { circulatingUsd: null, dominance: null, fullyDilutedUsd: null },
  ...changes,
});

export const bitcoinId = '1e31218a-e44e-4285-820c-8282ee222035';

/** Makes a response of `/assets/details` for one asset. */
export const detailsAnswer = (changes?: Record<string, unknown>, details: Record<string, unknown> = {}) => ({
  error: null,
  data: [
    {
      id: bitcoinId,
      slug: 'bitcoin',
      symbol: 'BTC',
      marketData: detailsMarketData(changes),
      returnOnInvestment: { priceChange24h: 1.5, priceChange7d: -1.25 },
      ...details,
    },
  ],
});
