import { PenstockError } from '@penstock/stream';
import type { Context } from 'hono';
import type { Range } from '../board/daily-prices.ts';

/** The value of `interval`; default `1d`. Throws `PENSTOCK_BAD_OPTION`. */
export const intervalOf = <T extends string>(c: Context, known: readonly T[]): T => {
  const text = c.req.query('interval') ?? '1d';
  const found = known.find((interval) => interval === text);
  if (found !== undefined) return found;
  throw new PenstockError(
    'PENSTOCK_BAD_OPTION',
    `Expected interval to be one of ${known.join(', ')}; got ${JSON.stringify(text)}.`,
  );
};

/** The values of `from` and `to`; undefined if neither is given. Throws `PENSTOCK_BAD_OPTION`. */
export const rangeOf = (c: Context): Range | undefined => {
  const [from, to] = [instantOf(c, 'from'), instantOf(c, 'to')];
  if (from === undefined && to === undefined) return undefined;
  return { from: from ?? -Infinity, to: to ?? Infinity };
};

const instantOf = (c: Context, name: 'from' | 'to'): number | undefined => {
  const text = c.req.query(name) ?? '';
  if (text === '') return undefined;
  if (/^-?\d{1,16}$/.test(text)) return Number(text);
  throw new PenstockError(
    'PENSTOCK_BAD_OPTION',
    `Expected ${name} to be whole milliseconds since the Unix epoch; got ${JSON.stringify(text)}.`,
  );
};
