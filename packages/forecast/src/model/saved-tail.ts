import { demand, fieldsOf, numberOf, numbersOf } from '../saved/saved-fields.ts';
import type { Tail } from './tail.ts';

/** `value` as a {@link Tail} of `count` values, or `PENSTOCK_MODEL_INVALID`. */
export const savedTail = (value: unknown, count: number): Tail => {
  const tail = fieldsOf('"tail"', value);
  const step = numberOf('tail.step', tail['step']);
  demand(step > 0, 'a positive "tail.step"');
  const time = numberOf('tail.time', tail['time']);
  const values = numbersOf('tail.values', tail['values'], count);
  if (tail['range'] === undefined) return { time, step, values };
  const [low, high] = numbersOf('tail.range', tail['range'], 2) as [number, number];
  demand(low <= high, 'a "tail.range" in increasing order');
  return { time, step, range: [low, high], values };
};
