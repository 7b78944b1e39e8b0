import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupTimes } from '../../../src/kafka/consume/group-times.ts';

test('returns whole milliseconds within the limits, or throws', () => {
  const time = fc.option(fc.double({ noNaN: false }), { nil: undefined });
  const near = fc.option(fc.double({ min: 0, max: 200_000, noNaN: true }), { nil: undefined });
  const options = fc.record({
    sessionTimeout: fc.oneof(time, near),
    rebalanceTimeout: fc.oneof(time, near),
    maxWait: fc.oneof(time, near),
  });
  fc.assert(
    fc.property(options, ({ sessionTimeout, rebalanceTimeout, maxWait }) => {
      let times: ReturnType<typeof groupTimes>;
      try {
        times = groupTimes({
          ...(sessionTimeout !== undefined && { sessionTimeout }),
          ...(rebalanceTimeout !== undefined && { rebalanceTimeout }),
          ...(maxWait !== undefined && { maxWait }),
        });
      } catch (error) {
        expect(error).toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
        return;
      }
      for (const ms of Object.values(times)) expect(Number.isInteger(ms) && ms >= 0 && ms < 2 ** 31).toBe(true);
      const shorter = Math.min(times.sessionTimeout, times.rebalanceTimeout);
      expect(times.heartbeatInterval).toBeGreaterThan(0);
      expect(times.heartbeatInterval).toBeLessThanOrEqual(shorter / 4);
      expect(times.maxWait).toBeLessThanOrEqual(shorter / 2);
    }),
  );
});
