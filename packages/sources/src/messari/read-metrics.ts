import type { Quote } from '@penstock/stream';
import { aboveZero, atLeast, instant, member, orNull, trailing } from './answer-field.ts';
import type { Field } from './answer-field.ts';

/**
 * Reads a response of version 1 of Messari's API (`/metrics` or `/metrics/market-data`). Throws `PENSTOCK_BAD_RESPONSE`
 * with the path of an invalid field.
 */
export const readMetrics = (answer: unknown, asset: string): Quote => {
  const root: Field = { value: answer, path: '', asset };
  const market = member(member(root, 'data'), 'market_data');
  const known = (name: string, least: number): number | null =>
    orNull(member(market, name), (field) => atLeast(field, least));
  return {
    time: instant(member(member(root, 'status'), 'timestamp')),
    priceUsd: aboveZero(member(market, 'price_usd')),
    priceBtc: known('price_btc', 0),
    priceEth: known('price_eth', 0),
    volumeLast24Hours: known('volume_last_24_hours', 0),
    realVolumeLast24Hours: known('real_volume_last_24_hours', 0),
    volumeOverstatement: known('volume_last_24_hours_overstatement_multiple', 0),
    percentChangeUsdLast24Hours: known('percent_change_usd_last_24_hours', Number.NEGATIVE_INFINITY),
    percentChangeBtcLast24Hours: known('percent_change_btc_last_24_hours', Number.NEGATIVE_INFINITY),
    percentChangeEthLast24Hours: known('percent_change_eth_last_24_hours', Number.NEGATIVE_INFINITY),
    ohlcvLastHour: orNull(member(market, 'ohlcv_last_1_hour'), trailing),
    ohlcvLast24Hours: orNull(member(market, 'ohlcv_last_24_hour'), trailing),
    lastTradeAt: orNull(member(market, 'last_trade_at'), instant),
  };
};
