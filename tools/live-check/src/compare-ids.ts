import type { CcxtTrade, Trade } from '@penstock/sources/exchange';

/** Whether the socket and REST of an exchange give a trade the same id. */
export interface IdComparison {
  /** `'unknown'`: REST returned no trade from the time range of the socket's trades. */
  readonly verdict: 'same' | 'different' | 'unknown';
  /** How many trades of the socket are in the time range of the answers of REST. */
  readonly compared: number;
  /** How many of them REST also returned, with the same id, price and size. */
  readonly agreeing: number;
  /** For how many of them REST returned a trade with the same id but another price or size. */
  readonly contradicting: number;
}

/**
 * Compares trades of the socket with trades of REST by id. The ids are different when one id belongs to two different
 * trades, or when no id is in both.
 */
export const compareIds = (socket: readonly Trade[], rest: readonly CcxtTrade[]): IdComparison => {
  const byId = new Map<string | undefined, CcxtTrade>();
  let [oldest, newest] = [Infinity, -Infinity];
  for (const trade of rest) {
    const { id, timestamp = NaN } = trade;
    byId.set(id, trade);
    if (timestamp < oldest) oldest = timestamp;
    if (timestamp > newest) newest = timestamp;
  }
  const inSpan = socket.filter(({ time }) => time >= oldest && time <= newest);
  let [agreeing, contradicting] = [0, 0];
  for (const { id, price, size } of inSpan) {
    const other = byId.get(id);
    if (!other) continue;
    if (isNear(price, other.price) && isNear(size, other.amount)) agreeing += 1;
    else contradicting += 1;
  }
  const isSame = contradicting === 0 && agreeing > 0;
  const verdict = inSpan.length === 0 ? 'unknown' : isSame ? 'same' : 'different';
  return { verdict, compared: inSpan.length, agreeing, contradicting };
};

/** True when two numbers are equal except for rounding: one side may send them as text and the other as numbers. */
const isNear = (left: number, right = NaN): boolean => Math.abs(left - right) <= 1e-9 * Math.abs(right);
