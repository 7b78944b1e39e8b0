import type { CcxtTrade, Trade } from '@penstock/sources/exchange';
import { expect, test } from 'vitest';
import { compareIds } from '../src/compare-ids.ts';

const trade = (id: string, time: number, price = 100, size = 0.3): Trade => ({
  symbol: 'BTC/USD',
  id,
  time,
  price,
  size,
  side: 'buy',
});
const byRest = (id: string, timestamp: number, price = 100, amount = 0.1 + 0.2): CcxtTrade => ({
  id,
  timestamp,
  price,
  amount,
});

test('ids are the same when REST has a trade with the same id, price and size, except for rounding', () => {
  const result = compareIds([trade('1', 10), trade('2', 20)], [byRest('1', 10), byRest('2', 20)]);
  expect(result).toEqual({ verdict: 'same', compared: 2, agreeing: 2, contradicting: 0 });
});

test('trades outside the time range of REST are not compared', () => {
  const rest = [byRest('2', 20), byRest('3', 30)];
  expect(compareIds([trade('1', 10), trade('2', 20), trade('9', 40)], rest)).toMatchObject({
    verdict: 'same',
    compared: 1,
  });
  expect(compareIds([trade('9', 40)], rest)).toMatchObject({ verdict: 'unknown', compared: 0 });
  expect(compareIds([trade('9', 40)], [])).toMatchObject({ verdict: 'unknown', compared: 0 });
});

test('ids are different when no id is in both', () => {
  expect(compareIds([trade('a', 10)], [byRest('1', 10)])).toEqual({
    verdict: 'different',
    compared: 1,
    agreeing: 0,
    contradicting: 0,
  });
});

test.each([
  ['price', byRest('2', 20, 101)],
  ['size', byRest('2', 20, 100, 0.4)],
])('ids are different when the trade of an id has another %s', (_, other) => {
  expect(compareIds([trade('1', 10), trade('2', 20)], [byRest('1', 10), other])).toEqual({
    verdict: 'different',
    compared: 2,
    agreeing: 1,
    contradicting: 1,
  });
});
