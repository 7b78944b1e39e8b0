import type { Quote } from '@penstock/stream';
import { aboveZero, atLeast, fail, instant, item, member, orNull, trailing } from './answer-field.ts';
import type { Field } from './answer-field.ts';

/**
 * Reads a response of version 2 of Messari's API (`/assets/details`). Throws `PENSTOCK_BAD_RESPONSE` with the path of
 * an invalid field. A number that is null or missing becomes null.
 */
export const readDetails = (answer: unknown, asset: string): Quote => {
  const details = detailsOf({ value: answer, path: '', asset });
  const market = member(details, 'marketData');
  const known = (name: string): number | null => orUnknown(member(market, name), (field) => atLeast(field, 0));
  return {
    time: instant(member(market, 'priceAt')),
    priceUsd: aboveZero(member(market, 'priceUsd')),
    priceBtc: known('priceBtc'),
    priceEth: known('priceEth'),
    volumeLast24Hours: known('volume24Hour'),
    realVolumeLast24Hours: null,
    volumeOverstatement: null,
    percentChangeUsdLast24Hours: orUnknown(member(details, 'returnOnInvestment'), (returns) =>
      orUnknown(member(returns, 'priceChange24h'), (field) => atLeast(field, Number.NEGATIVE_INFINITY)),
    ),
    percentChangeBtcLast24Hours: null,
    percentChangeEthLast24Hours: null,
    ohlcvLastHour: orUnknown(member(market, 'ohlcv1HourUsd'), trailing),
    ohlcvLast24Hours: orUnknown(member(market, 'ohlcv24HourUsd'), trailing),
    lastTradeAt: null,
  };
};

const orUnknown = <T>(field: Field, read: (field: Field) => T): T | null =>
  field.value === undefined ? null : orNull(field, read);

/** Finds the requested asset in the list, which has an entry for each requested asset that Messari knows. */
const detailsOf = (root: Field): Field => {
  const list = member(root, 'data');
  if (!Array.isArray(list.value)) return fail(list, 'an array');
  const names = (field: Field) => [member(field, 'slug').value, member(field, 'id').value];
  for (let i = 0; i < list.value.length; i += 1) {
    const details = item(list, i);
    if (names(details).includes(root.asset)) return details;
  }
  return fail(list, 'an entry with the requested slug or id (a slug such as bitcoin, not the symbol BTC)');
};
