/** Windows in a panel: the kernel computes so many of a batch at once. */
export const LANES = 8;
/** Bytes of a row of a panel: one float of each window. */
export const ROW = 4 * LANES;

const MOST_SHARDS = 8;

/** Shards of a batch of `windows` windows, as the kernel cuts it; each is computed by one thread. */
export const shardsOf = (windows: number): number => Math.min(Math.ceil(windows / LANES), MOST_SHARDS);
