import { describe, expect, test } from 'vitest';
import { failureError, isPassing, toFailure } from '../../src/connection/failure.ts';

/** The error that the client throws when a connection fails. */
const connectionError = (message: string) => Object.assign(new Error(message), { name: 'ConnectionError' });

describe('a TLS error', () => {
  test.each([
    ['a server that this client does not trust', 'unable to verify the first certificate', 'tls.ca'],
    [
      'a server that wants a certificate of this client',
      'error:0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:SSL alert number 42',
      'tls.cert and tls.key',
    ],
  ])('of %s is not retried, and names the options to set', (_, message, advice) => {
    const failure = toFailure(connectionError(message));
    expect(isPassing(failure)).toBe(false);
    expect(failureError(failure, 'read prices')).toMatchObject({
      code: 'PENSTOCK_UNREACHABLE',
      message: expect.stringContaining(advice),
    });
  });

  test('is retried if its text does not mention a certificate', () => {
    expect(isPassing(toFailure(connectionError('connect ECONNREFUSED 127.0.0.1:9200')))).toBe(true);
  });
});
