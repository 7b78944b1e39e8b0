const february1970 = Date.UTC(1970, 1, 1);
const year10000 = Date.UTC(10_000, 0, 1);

/** Sees the times of a series that were counted from the epoch; `close` warns where all of them show a wrong unit. */
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
    `All ${count} times of ${name} lie ${when}, as times do that are read in a wrong unit. Set unit to what the ` +
      'file counts them in.',
    { code },
  );
