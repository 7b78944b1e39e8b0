/** How many windows a panel has. The kernel computes them at the same time. */
export const laneCount = 8;
/** Bytes in a row of a panel: one float for each window. */
export const rowBytes = 4 * laneCount;

const mostShards = 8;

/** How many shards the kernel divides a batch of `windows` windows into. One thread computes each shard. */
export const shardsOf = (windows: number): number => Math.min(Math.ceil(windows / laneCount), mostShards);
