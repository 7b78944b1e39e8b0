import { expect, test } from 'vitest';
import { paintOn } from '../../src/output/paint.ts';

test('colours on a terminal that has colours, and nowhere else', () => {
  const painted = (isTTY: boolean, colours: boolean): string =>
    paintOn({ isTTY, hasColors: () => colours })('bold', 'text');
  expect(painted(true, true)).toBe('\u001B[1mtext\u001B[22m');
  // With NO_COLOR, Node says that a terminal has none.
  expect([painted(true, false), painted(false, true)]).toEqual(['text', 'text']);
});
