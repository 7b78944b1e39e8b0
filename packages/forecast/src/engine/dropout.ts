import type { TrainingTask } from './engine.ts';
import { bitsAt } from './random.ts';

/** Factors on one layer's inputs and on its hidden state, the same at every step of a window; none: all 1. */
export interface Masks {
  readonly inputs: Float64Array | undefined;
  readonly recurrent: Float64Array | undefined;
}

/** The seed of the masks' draws: not that of the windows' order, or the two would go hand in hand. */
export const maskSeed = (seed: number): number => (seed ^ 0x6a09e667) >>> 0;

/** A draw below this drops. */
export const dropBelow = (share: number): number => Math.min(Math.round(share * 2 ** 32), 2 ** 32 - 1);

/**
 * The masks of all layers for the window that training sees as number `window`, counted over all epochs from 0.
 *
 * Kept values are divided by the share that is kept, so that sums stay what they were. One mask for all steps:
 * Y. Gal, Z. Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks", 2016.
 */
export const masksOf = ({ shape, dropout, recurrentDropout, seed }: TrainingTask, window: number): Masks[] => {
  const widths = shape.layers.map((units, i) => ({ inputs: shape.layers[i - 1] ?? shape.features, units }));
  const draws = widths.reduce(
    (sum, { inputs, units }) => sum + (dropout > 0 ? inputs : 0) + (recurrentDropout > 0 ? units : 0),
    0,
  );
  let draw = Math.imul(window, draws);
  const mask = (share: number, length: number): Float64Array | undefined => {
    if (share === 0) return undefined;
    return Float64Array.from({ length }, () => {
      const bits = bitsAt(maskSeed(seed), draw);
      draw += 1;
      return bits >= dropBelow(share) ? 1 / (1 - share) : 0;
    });
  };
  return widths.map(({ inputs, units }) => ({
    inputs: mask(dropout, inputs),
    recurrent: mask(recurrentDropout, units),
  }));
};
