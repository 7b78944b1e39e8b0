import type { CcxtTrade, Trade } from '@penstock/sources/exchange';

/** Whether the socket and REST of an exchange give a trade the same id. */
export interface IdComparison {
  /** `'unknown'`: REST gave no trade of the time of those from the socket. */
  readonly verdict: 'same' | 'different' | 'unknown';
  /** Trades of the socket from the time that the answers of REST span. */
  readonly compared: number;
  /** Those of them whose id REST gave as well, with the same price and size. */
  readonly agreeing: number;
  /** Those of them whose id REST gave to a trade of another price or size. */
  readonly contradicting: number;
}

/**
 * Compares trades of the socket with those of REST by id. The ids are different when one stands for two trades, or when
 * none is in common.
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

/** Equal but for the rounding of numbers that are sent as text by one and as numbers by the other. */
const isNear = (left: number, right = NaN): boolean => Math.abs(left - right) <= 1e-9 * Math.abs(right);
