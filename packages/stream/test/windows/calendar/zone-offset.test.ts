import { expect, test } from 'vitest';
import { zoneOffset } from '../../../src/internal/index.ts';

// The offsets are those of the IANA time zone database.
test.each([
  ['Europe/Berlin', '2024-03-31T00:59:59.999Z', '01:00:00'],
  ['Europe/Berlin', '2024-03-31T01:00:00.000Z', '02:00:00'],
  ['America/New_York', '2024-07-15T00:00:00.000Z', '-04:00:00'],
  ['Asia/Kolkata', '2024-01-01T00:00:00.000Z', '05:30:00'],
  ['America/New_York', '1880-01-01T00:00:00.000Z', '-04:56:02'],
  ['UTC', '2024-01-01T00:00:00.000Z', '00:00:00'],
])('%s at %s is %s ahead of UTC', (timeZone, instant, expected) => {
  const [, sign, clock] = /^(-?)(.*)$/.exec(expected)!;
  const ms = Date.parse(`1970-01-01T${clock}Z`);
  expect(zoneOffset(timeZone)(Date.parse(instant))).toBe(sign === '-' ? -ms : ms);
});

test('says what it expects of a time zone', () => {
  expect(() => zoneOffset('Europe/Atlantis')).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining('Europe/Atlantis') }),
  );
});
