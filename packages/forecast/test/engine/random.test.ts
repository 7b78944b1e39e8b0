import { describe, expect, test } from 'vitest';
import { normal, seededRandom, shuffle } from '../../src/engine/random.ts';

describe('seededRandom', () => {
  test('repeats for a seed and differs between seeds', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test('is uniform from 0 to 1', () => {
    const random = seededRandom(3);
    const counts = new Uint32Array(10);
    for (let i = 0; i < 100_000; i += 1) {
      const tenth = Math.floor(10 * random());
      counts[tenth] = counts[tenth]! + 1;
    }
    // Five standard deviations of a binomial count: 5 * sqrt(100000 * 0.1 * 0.9).
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475);
  });

  test('makes normal numbers of mean 0 and variance 1', () => {
    const random = seededRandom(4);
    const draws = Float64Array.from({ length: 100_000 }, () => normal(random));
    expect(Math.abs(draws.reduce((a, b) => a + b) / draws.length)).toBeLessThan(0.02);
    expect(draws.reduce((a, b) => a + b * b, 0) / draws.length).toBeCloseTo(1, 1);
  });
});

describe('shuffle', () => {
  test('keeps every item', () => {
    const items = Uint32Array.from({ length: 50 }, (_, i) => i);
    shuffle(items, seededRandom(0));
    expect(items).not.toEqual(Uint32Array.from({ length: 50 }, (_, i) => i));
    expect(items.toSorted()).toEqual(Uint32Array.from({ length: 50 }, (_, i) => i));
  });
});
