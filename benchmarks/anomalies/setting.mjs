/** The options for all figures of anomaly detection: the defaults. */
export const setting = {};
