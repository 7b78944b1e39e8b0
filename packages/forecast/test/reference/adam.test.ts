import { describe, expect, test } from 'vitest';
import { Adam } from '../../src/reference/adam.ts';

describe('Adam', () => {
  test('moves by about its rate on the first step, for any gradient (Kingma and Ba, section 2.1)', () => {
    const parameters = new Float64Array(3);
    new Adam(3, 0.01).step(parameters, Float64Array.of(1e-2, -5, 0));
    for (const [i, moved] of [-0.01, 0.01, 0].entries()) expect(Math.abs(parameters[i]! - moved)).toBeLessThan(1e-5);
  });
});
