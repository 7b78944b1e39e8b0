import { toMs } from '@penstock/stream/internal';
import type { Duration } from '@penstock/stream';

/** Checks how often a topic is looked at, and gives it in milliseconds; default 5 s. Throws `PENSTOCK_BAD_OPTION`. */
export const checkRefresh = (every: Duration | undefined): number =>
  toMs(every ?? '5s', 'refreshEvery', { min: 100, max: 3_600_000 });
