/** The options that every figure of anomaly detection is measured with. */
export const setting = { scale: 'linear' };
