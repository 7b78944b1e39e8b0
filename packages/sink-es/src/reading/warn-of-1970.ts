import type { ReadSettings } from './read-options.ts';
import type { Table } from './table.ts';

const monthMs = 31 * 86_400_000;
let hasWarned = false;

/** Warns once if all times of a series are in January 1970. Seconds that are read as milliseconds have such times. */
export const warnOf1970 = ({ index, time, unit, to }: ReadSettings, { times }: Table): void => {
  if (hasWarned || unit !== undefined || to <= monthMs || times.length === 0) return;
  if (!times.every((time) => time >= 0 && time < monthMs)) return;
  hasWarned = true;
  process.emitWarning(
    `All documents read from ${index} have their ${time} in January 1970. Set unit: 's' if the times are in seconds, ` +
      `or unit: 'ms' if they are right.`,
    { code: 'PENSTOCK_TIMES_IN_1970' },
  );
};
