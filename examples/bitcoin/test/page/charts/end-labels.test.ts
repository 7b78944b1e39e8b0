import { expect, test } from 'vitest';
import { spread } from '../../../page/charts/end-labels.ts';

test('labels that are far enough apart stay where they are', () => {
  expect(spread([0, 13, 40], 13)).toEqual([0, 13, 40]);
  expect(spread([], 13)).toEqual([]);
});

test('labels that touch move apart around their middle', () => {
  expect(spread([10, 10], 12)).toEqual([4, 16]);
  expect(spread([100, 104, 108, 200], 12)).toEqual([92, 104, 116, 200]);
});

test('labels that were pushed into others move together with them', () => {
  const places = spread([10, 20, 21, 22], 10);
  expect(places.map((place, i) => place - (places[i - 1] ?? place - 10))).toEqual([10, 10, 10, 10]);
  expect(places.reduce((sum, place) => sum + place)).toBe(73);
});
