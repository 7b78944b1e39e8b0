import type { Duration } from '@penstock/stream';
import { toMs } from '@penstock/stream/internal';

/** Returns the option `refreshEvery` in milliseconds. Default: 5 s. Throws `PENSTOCK_BAD_OPTION`. */
export const checkRefresh = (every: Duration | undefined): number =>
  toMs(every ?? '5s', 'refreshEvery', { min: 100, max: 3_600_000 });
