/** The options that every figure of anomaly detection is measured with: the defaults. */
export const setting = {};
