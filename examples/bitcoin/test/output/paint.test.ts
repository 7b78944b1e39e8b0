import { expect, test } from 'vitest';
import { paintOn } from '../../src/output/paint.ts';

test('colours text only on a terminal that supports colours', () => {
  const painted = (isTTY: boolean, colours: boolean): string =>
    paintOn({ isTTY, hasColors: () => colours })('bold', 'text');
  expect(painted(true, true)).toBe('\u001B[1mtext\u001B[22m');
  // With NO_COLOR, Node says that a terminal has none.
  expect([painted(true, false), painted(false, true)]).toEqual(['text', 'text']);
});
