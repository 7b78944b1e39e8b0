/**
 * Makes market data in the shape of version 1 of Messari's API, with invented numbers; `changes` replaces fields, and
 * `undefined` removes one.
 */
export const marketData = (changes: Record<string, unknown> = {}) => ({
  price_usd: 19_000.5,
  price_btc: 1,
  price_eth: 33.25,
  volume_last_24_hours: 30_000_000_000,
  real_volume_last_24_hours: 1_500_000_000,
  volume_last_24_hours_overstatement_multiple: 20,
  percent_change_usd_last_24_hours: -1.5,
  percent_change_btc_last_24_hours: 0,
  percent_change_eth_last_24_hours: 2.25,
  ohlcv_last_1_hour: { open: 19_010, high: 19_020, low: 18_990, close: 19_000, volume: 40_000_000 },
  ohlcv_last_24_hour: { open: 19_300, high: 19_400, low: 18_900, close: 19_000, volume: 2_000_000_000 },
  last_trade_at: '2023-01-10T09:00:01.5Z',
  ...changes,
});

const asset = { id: '00000000-0000-4000-8000-000000000001', symbol: 'BTC', name: 'Bitcoin', slug: 'bitcoin' };
const status = { elapsed: 1, timestamp: '2023-01-10T09:00:02.123456789Z' };

/** Makes a response of `/metrics`: the market data beside the asset's own fields. */
export const metricsAnswer = (changes?: Record<string, unknown>) => ({
  status,
  data: { ...asset, _internal_temp_agora_id: null, market_data: marketData(changes) },
});

/** Makes a response of `/metrics/market-data`: the asset in a separate object. */
export const marketDataAnswer = (changes?: Record<string, unknown>) => ({
  status,
  data: { Asset: asset, market_data: marketData(changes) },
});
