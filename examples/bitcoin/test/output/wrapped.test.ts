import { expect, test } from 'vitest';
import { wrapped } from '../../src/output/wrapped.ts';

test('breaks between words at 80 columns and drops no word', () => {
  const text = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
  const lines = wrapped(text).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(lines.join(' ')).toBe(text);
  expect(lines).toHaveLength(4);
});

test('does not break a word that is longer than a line', () => {
  expect(wrapped(`see ${'x'.repeat(90)} there`)).toBe(`see\n${'x'.repeat(90)}\nthere`);
});
