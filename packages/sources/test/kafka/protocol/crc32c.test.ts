import { expect, test } from 'vitest';
import { crc32c } from '../../../src/kafka/protocol/crc32c.ts';

// Expected values: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4, and the check value of the CRC catalogue.
test.each([
  ['32 bytes of zeroes', Buffer.alloc(32), 0x8a9136aa],
  ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['32 bytes that count up', Buffer.from(Array.from({ length: 32 }, (_, n) => n)), 0x46dd794e],
  ['32 bytes that count down', Buffer.from(Array.from({ length: 32 }, (_, n) => 31 - n)), 0x113fdb5c],
  ['the digits 1 to 9', Buffer.from('123456789'), 0xe3069283],
])('equals the value of the standard for %s', (_, bytes, expected) => {
  expect(crc32c(bytes, 0)).toBe(expected);
});

test('ignores the bytes before from', () => {
  expect(crc32c(Buffer.from('xyz123456789'), 3)).toBe(0xe3069283);
});
