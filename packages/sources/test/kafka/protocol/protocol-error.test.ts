import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { ProtocolError } from '../../../src/kafka/protocol/protocol-error.ts';

interface KnownError {
  readonly code: number;
  readonly type: string;
  readonly retriable: boolean;
}

// kafkajs has a table of the errors of all requests.
const { errorCodes } = createRequire(import.meta.url)('kafkajs/src/protocol/error.js') as {
  readonly errorCodes: readonly KnownError[];
};
const produceErrors = [
  -1, 2, 3, 5, 6, 7, 10, 13, 17, 18, 19, 20, 21, 29, 31, 32, 35, 42, 43, 44, 45, 46, 47, 56, 59, 76, 87,
];

test.each(produceErrors)('has the same name as kafkajs for the error %i', (code) => {
  const { type, retriable } = errorCodes.find((known) => known.code === code)!;
  expect(new ProtocolError(code)).toMatchObject({ type, retriable, message: expect.stringContaining(type) });
});

test('treats an unknown code as a permanent error', () => {
  expect(new ProtocolError(999)).toMatchObject({ type: 'ERROR_999', retriable: false });
});
