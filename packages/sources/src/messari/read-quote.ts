import type { Quote, TrailingOhlcv } from '@penstock/stream';
import { sourcesError } from '../errors.ts';

/**
 * Reads Messari's answer (`/metrics` or `/metrics/market-data`); throws `PENSTOCK_BAD_RESPONSE`, naming the path at
 * fault.
 */
export const readQuote = (answer: unknown, asset: string): Quote => {
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

/** A value of the answer and where it stands. */
interface Field {
  readonly value: unknown;
  readonly path: string;
  readonly asset: string;
}

const trailing = (field: Field): TrailingOhlcv => ({
  open: aboveZero(member(field, 'open')),
  high: aboveZero(member(field, 'high')),
  low: aboveZero(member(field, 'low')),
  close: aboveZero(member(field, 'close')),
  volume: atLeast(member(field, 'volume'), 0),
});

const member = (field: Field, name: string): Field => {
  const { value, path, asset } = field;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(field, 'an object');
  const at = path === '' ? name : `${path}.${name}`;
  return { value: Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined, path: at, asset };
};

const orNull = <T>(field: Field, read: (field: Field) => T): T | null => (field.value === null ? null : read(field));

const aboveZero = (field: Field): number => {
  const { value } = field;
  return typeof value === 'number' && Number.isFinite(value) && value > 0
    ? value
    : fail(field, 'a finite number above 0');
};

const atLeast = (field: Field, least: number): number => {
  const { value } = field;
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
  return fail(field, least === 0 ? 'a finite number of at least 0' : 'a finite number');
};

// RFC 3339, to the nanosecond as Messari writes it.
const timestamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

const instant = (field: Field): number => {
  const [, seconds, fraction = '', zone] = (typeof field.value === 'string' && timestamp.exec(field.value)) || [];
  // More than three decimals are outside the format that every engine must parse.
  const time = Date.parse(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
  return Number.isNaN(time) ? fail(field, 'an instant such as 2020-10-16T21:56:41.346Z') : time;
};

const fail = ({ value, path, asset }: Field, expected: string): never => {
  const where = path === '' ? 'at the top' : `at ${path}`;
  throw sourcesError(
    'PENSTOCK_BAD_RESPONSE',
    `Expected ${expected} ${where} of Messari's answer for ${asset}; got ${describe(value)}.`,
  );
};

// A string is not repeated: an answer may echo the request, and with it the key.
const describe = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
};
