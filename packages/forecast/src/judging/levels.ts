import { forecastError } from '../errors.ts';

/**
 * Throws unless `levels` is a list of percentages of at least 1 and below 100.
 *
 * A value below 1 is probably a share, such as 0.95 for 95 %. As a percentage it would give a band of almost no width.
 *
 * @throws `PENSTOCK_BAD_OPTION`.
 */
export const checkLevels = (levels: unknown): void => {
  const wrong = (problem: string) => forecastError('PENSTOCK_BAD_OPTION', `levels must be ${problem}`);
  if (!Array.isArray(levels) || levels.length === 0) {
    throw wrong(`a list of percentages, such as [80, 95]; got ${JSON.stringify(levels)}.`);
  }
  for (const level of levels as readonly unknown[]) {
    if (typeof level === 'number' && level > 0 && level < 1) {
      const percentage = Number((100 * level).toPrecision(12));
      throw wrong(`percentages of at least 1; got ${level}. For ${percentage} % write ${percentage}.`);
    }
    if (typeof level !== 'number' || !(level >= 1 && level < 100)) {
      throw wrong(`percentages of at least 1 and below 100, such as [80, 95]; got ${String(level)}.`);
    }
  }
};
