import { describe, expect, test } from 'vitest';
import { failureError, toFailure } from '../../src/connection/failure.ts';
import { serverReason } from '../../src/connection/server-reason.ts';

// The answer of Elasticsearch 7.17.29 to a range query that it cannot parse.
const allShards = {
  root_cause: [
    {
      type: 'parse_exception',
      reason: 'failed to parse date field [-1] with format [epoch_millis]: [failed to parse]',
    },
  ],
  type: 'search_phase_execution_exception',
  reason: 'all shards failed',
  phase: 'query',
  failed_shards: [
    {
      shard: 0,
      index: 'a',
      reason: {
        type: 'parse_exception',
        reason: 'failed to parse date field [-1] with format [epoch_millis]',
        caused_by: { type: 'x', reason: 'Failed to parse with all enclosed parsers' },
      },
    },
    { shard: 0, index: 'b', reason: { type: 'illegal_argument_exception', reason: 'Text fields are not optimised' } },
  ],
};

describe('the reason of a server error', () => {
  test('contains the reasons of the shards, each once', () => {
    expect(serverReason(allShards)).toBe(
      'all shards failed: failed to parse date field [-1] with format [epoch_millis]: [failed to parse]: Failed ' +
        'to parse with all enclosed parsers: Text fields are not optimised',
    );
  });

  test('contains the causes inside it', () => {
    expect(
      serverReason({
        type: 'a',
        reason: 'failed to parse mapping',
        caused_by: { reason: 'no handler', caused_by: { reason: 'unknown type [dubble]' } },
      }),
    ).toBe('failed to parse mapping: no handler: unknown type [dubble]');
  });

  test('is cut after five reasons', () => {
    const failed_shards = Array.from({ length: 9 }, (_, n) => ({ reason: { reason: `reason ${n}` } }));
    expect(serverReason({ reason: 'all shards failed', failed_shards })).toBe(
      'all shards failed: reason 0: reason 1: reason 2: reason 3 (and 5 more)',
    );
  });

  test.each([
    [undefined],
    [null],
    [{}],
    [{ reason: '' }],
    [{ root_cause: 1, failed_shards: {}, caused_by: 'x' }],
    [42],
  ])('is undefined for %j', (error) => {
    expect(serverReason(error)).toBeUndefined();
  });

  test('is the error itself if it is text', () => {
    expect(serverReason('no handler found for uri')).toBe('no handler found for uri');
  });

  test('is in the message of the error with a code', () => {
    const thrown = Object.assign(new Error('search_phase_execution_exception'), {
      name: 'ResponseError',
      statusCode: 400,
      body: { error: allShards, status: 400 },
      headers: {},
    });
    const error = failureError(toFailure(thrown), 'read prices');
    expect(error).toMatchObject({
      code: 'PENSTOCK_BAD_RESPONSE',
      message: expect.stringMatching(/read prices: all shards failed: failed to parse date field \[-1\]/),
    });
  });
});
