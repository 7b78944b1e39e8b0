import { describe, expect, test } from 'vitest';
import { clip } from '../../src/reference/clip.ts';

describe('clip', () => {
  test('scales down gradients that are too long, and no others', () => {
    const gradient = Float64Array.of(3, -4);
    clip(gradient, 5);
    expect(gradient).toEqual(Float64Array.of(3, -4));
    clip(gradient, 2.5);
    expect(gradient).toEqual(Float64Array.of(1.5, -2));
    clip(gradient, 0);
    expect(gradient).toEqual(Float64Array.of(1.5, -2));
  });
});
