import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeUnits } from '../../src/reading/time-unit.ts';

const microseconds = fc.integer({ min: -4e15, max: 4e15 });

test('converts a time in any unit to milliseconds, exact to a microsecond', () => {
  fc.assert(
    fc.property(microseconds, (us) => {
      expect(timeUnits.us.toMs(us)).toBe(us / 1_000);
      expect(timeUnits.ms.toMs(us)).toBe(us);
      const seconds = Math.trunc(us / 1e6);
      expect(timeUnits.s.toMs(seconds)).toBe(seconds * 1_000);
      const ms = Math.trunc(us / 1_000);
      // Current times in seconds with three decimals are converted to the exact milliseconds.
      expect(timeUnits.s.toMs(ms / 1_000)).toBe(ms);
    }),
  );
});
