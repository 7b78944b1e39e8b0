import type { ReadSettings } from './read-options.ts';
import type { Table } from './table.ts';

const monthMs = 31 * 86_400_000;
let hasWarned = false;

/** Warns once of a series that lies in January 1970 as a whole: seconds that are read as milliseconds do. */
export const warnOf1970 = ({ index, time, unit, to }: ReadSettings, { times }: Table): void => {
  if (hasWarned || unit !== undefined || to <= monthMs || times.length === 0) return;
  if (!times.every((time) => time >= 0 && time < monthMs)) return;
  hasWarned = true;
  process.emitWarning(
    `All that was read of ${index} has its ${time} in January 1970. If its times are in seconds, read it with ` +
      `unit: 's'; if this is right, with unit: 'ms'.`,
    { code: 'PENSTOCK_TIMES_IN_1970' },
  );
};
