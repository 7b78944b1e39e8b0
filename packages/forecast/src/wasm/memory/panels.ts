/** Windows in a panel: the kernel computes so many of a batch at once. */
export const laneCount = 8;
/** Bytes of a row of a panel: one float of each window. */
export const rowBytes = 4 * laneCount;

const mostShards = 8;

/** Shards of a batch of `windows` windows, as the kernel cuts it; each is computed by one thread. */
export const shardsOf = (windows: number): number => Math.min(Math.ceil(windows / laneCount), mostShards);
