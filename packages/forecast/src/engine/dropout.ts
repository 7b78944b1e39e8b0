import type { TrainingTask } from './engine.ts';
import { bitsAt } from './random.ts';

/**
 * Factors for the inputs and for the hidden state of one layer, the same at every step of a window; `undefined` means
 * all 1.
 */
export interface Masks {
  readonly inputs: Float64Array | undefined;
  readonly recurrent: Float64Array | undefined;
}

/** The seed of the masks. It differs from the seed of the windows' order, so that the two are independent. */
export const maskSeed = (seed: number): number => (seed ^ 0x6a09e667) >>> 0;

/** A cell is dropped if its random number is below this. */
export const dropBelow = (share: number): number => Math.min(Math.round(share * 2 ** 32), 2 ** 32 - 1);

/**
 * The masks of all layers for window number `window` of a training, counted from 0 over all epochs.
 *
 * Kept values are divided by the share that is kept, so that expected sums stay the same. All steps share one mask: Y.
 * Gal, Z. Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks", 2016.
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
