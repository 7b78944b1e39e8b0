import { describe, expect, test } from 'vitest';
import { checkStart, positionLost } from '../../../src/kafka/positions/start-positions.ts';
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

type Lost = Parameters<typeof positionLost>;
const bound = { low: 4, high: 6 };

test.each<[Lost[2], Lost[3], string]>([
  ['lost', bound, "the group's committed position, which no longer exists; valid offsets are 4 to 6. The"],
  ['replaced', bound, 'belongs to a deleted topic of the same name; valid offsets are 4 to 6. To start'],
  [3, bound, 'offset 3; valid offsets are 4 to 6. The records before these were deleted'],
  [7, bound, 'offset 7; valid offsets are 4 to 6. The topic was deleted and created again, or'],
  [3, undefined, 'offset 3, but the topic has no such partition. To start elsewhere, set from'],
])('the error for the lost position %j names the offsets that a flow may begin at', (offset, found, text) => {
  const { message } = positionLost('ticks', 0, offset, found);
  expect(message).toMatch(/^Expected to read partition ticks-0 from /);
  expect(message).toContain(text);
});
