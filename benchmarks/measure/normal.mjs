/**
 * Makes normal deviates with mean 0 and deviation 1 from uniform ones: G. E. P. Box, M. E. Muller, "A Note on the
 * Generation of Random Normal Deviates", 1958.
 */
export const normalOf = (random) => () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
