import { deliver, run, settle } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import { fromKafka, toKafka } from '../../src/kafka/index.ts';
import { connection } from './cluster.ts';

describe('a topic that does not exist', () => {
  test.each([
    ['fromKafka', () => run(fromKafka(connection, { topic: 'absent', group: 'g', until: 'end' }), settle())],
    ['toKafka', () => run(deliver([1]), toKafka(connection, { topic: 'absent' }))],
  ])('is named in the error of %s', async (_, use) => {
    await expect(use()).rejects.toMatchObject({
      code: 'PENSTOCK_TOPIC_UNKNOWN',
      message: expect.stringContaining('absent'),
    });
  });
});
