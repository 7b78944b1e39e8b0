import { describe, expect, test } from 'vitest';
import { checkStart } from '../../../src/kafka/positions/start-positions.ts';
import type { StartPosition } from '../../../src/kafka/positions/start-positions.ts';

describe('the start position', () => {
  test.each<StartPosition>([
    'committed',
    'earliest',
    'latest',
    { timestamp: 0 },
    { timestamp: -1.5 },
    { timestamp: 8.64e15 },
    { offsets: {} },
    { offsets: { 0: 0, 12: 7 } },
  ])('may be %j', (from) => {
    expect(checkStart(from)).toBe(from);
  });

  test.each<[string, unknown]>([
    ['a time beyond a Date, which the protocol would wrap to another', { timestamp: 8.64e15 + 2 }],
    ['a time that is not a number', { timestamp: NaN }],
    ['a Date', { timestamp: new Date() }],
    ['no time', { timestamp: null }],
    ['a time and offsets', { timestamp: 0, offsets: { 0: 1 } }],
    ['a time and a misspelt name', { timestamp: 0, offset: { 0: 1 } }],
    ['no offsets', { offsets: null }],
    ['an offset as text', { offsets: { 0: '1' } }],
    ['an offset below 0', { offsets: { 0: -1 } }],
    ['a partition that is not a whole number', { offsets: { '': 1 } }],
    ['an empty object', {}],
    ['another name', 'newest'],
  ])('may not be %s', (_, from) => {
    expect(() => checkStart(from as StartPosition)).toThrowError(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});
