import { expect, test } from 'vitest';
import { keptZoom, zoomByKey } from '../../../page/charts/zoom.ts';

const zoom = (start: number, end: number) => ({ start, end, startValue: 10 * start, endValue: 10 * end });

test('keys zoom around the middle, and move without leaving the axis', () => {
  expect(zoomByKey('+', zoom(0, 100))).toEqual({ start: 15, end: 85 });
  expect(zoomByKey('-', zoom(15, 85))).toEqual({ start: 0, end: 100 });
  expect(zoomByKey('ArrowLeft', zoom(40, 60))).toEqual({ start: 37, end: 57 });
  expect(zoomByKey('ArrowRight', zoom(89, 99))).toEqual({ start: 90, end: 100 });
  expect(zoomByKey('End', zoom(40, 60))).toEqual({ start: 80, end: 100 });
  expect(zoomByKey('Home', zoom(40, 60))).toEqual({ start: 0, end: 100 });
  expect(zoomByKey('Tab', zoom(40, 60))).toBeUndefined();
});

test('keys zoom to one percent of the axis at most', () => {
  let { start, end } = zoom(0, 100);
  for (let i = 0; i < 30; i += 1) ({ start, end } = zoomByKey('+', zoom(start, end))!);
  expect(end - start).toBeCloseTo(1);
});

test('new data keeps the visible values, and a side that shows the first or last value', () => {
  expect(keptZoom(zoom(0, 100))).toEqual({ start: 0, end: 100 });
  expect(keptZoom(zoom(20, 100))).toEqual({ startValue: 200, end: 100 });
  expect(keptZoom(zoom(20, 70))).toEqual({ startValue: 200, endValue: 700 });
});
