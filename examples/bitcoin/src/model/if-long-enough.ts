import { PenstockError } from '@penstock/stream';

/** Returns the result of `compute`, or that of `otherwise` if the series is too short for it. */
export const ifLongEnough = <T>(compute: () => T, otherwise: () => T): T => {
  try {
    return compute();
  } catch (error) {
    if (error instanceof PenstockError && error.code === 'PENSTOCK_SERIES_TOO_SHORT') return otherwise();
    throw error;
  }
};
