const february1970 = Date.UTC(1970, 1, 1);
const year10000 = Date.UTC(10_000, 0, 1);

/**
 * Collects the times of a series that were read as counts since the epoch. `close` emits a process warning when all of
 * them lie in January 1970 or after the year 9999, because then the unit is probably wrong.
 */
export const warnOfEra = (name: string) => {
  let count = 0;
  let first = Infinity;
  let last = -Infinity;
  return {
    add: (time: number): void => {
      count += 1;
      first = Math.min(first, time);
      last = Math.max(last, time);
    },
    close: (): void => {
      if (count === 0) return;
      if (first >= 0 && last < february1970) warn(name, count, 'in January 1970', 'PENSTOCK_TIMES_IN_1970');
      if (first >= year10000) warn(name, count, 'after the year 9999', 'PENSTOCK_TIMES_AFTER_9999');
    },
  };
};

const warn = (name: string, count: number, when: string, code: string): void =>
  process.emitWarning(
    `All ${count} times of ${name} lie ${when}, so their unit is probably wrong. Set unit to the file's unit.`,
    { code },
  );
