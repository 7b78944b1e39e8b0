import { describe, expect, test } from 'vitest';
import { BestEpoch } from '../../src/engine/best-epoch.ts';

const run = (patience: number, losses: readonly number[]) => {
  const best = new BestEpoch<number>(patience);
  const over = losses.map((loss, epoch) => best.isOver(loss, () => epoch));
  return { epochs: 1 + over.indexOf(true), weights: best.weights };
};

describe('BestEpoch', () => {
  test('ends a training after patience epochs without a lower loss, with the best weights', () => {
    expect(run(2, [5, 3, 4, 2, 2, 6])).toEqual({ epochs: 6, weights: 3 });
  });

  test('keeps the first of equal losses', () => {
    expect(run(3, [2, 2, 2, 2]).weights).toBe(0);
  });

  test('has no weights if every loss was NaN', () => {
    expect(run(2, [Number.NaN, Number.NaN])).toEqual({ epochs: 2, weights: undefined });
  });
});
