/** The shares of the mean gradient, and of the mean squared gradient, that each step keeps. The values of Keras. */
export const firstDecay = 0.9;
export const secondDecay = 0.999;
/** Keeps the divisor of a step above 0. */
export const epsilon = 1e-7;

/**
 * The learning rate of Adam in step `step`, 1 for the first, with the corrections for moments that start at 0.
 *
 * Source: D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015, the end of section 2. There the
 * corrections are part of the rate, and `epsilon` is added to the uncorrected deviation. Keras does the same; PyTorch
 * does not.
 */
export const rateAt = (rate: number, step: number): number =>
  (rate * Math.sqrt(1 - secondDecay ** step)) / (1 - firstDecay ** step);
