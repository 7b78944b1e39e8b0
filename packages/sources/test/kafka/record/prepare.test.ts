import { expect, test } from 'vitest';
import { decoderOf } from '../../../src/kafka/record/decode.ts';
import { preparerOf, Refusal } from '../../../src/kafka/record/prepare.ts';

const raw = {
  offset: '7',
  key: Buffer.from('k'),
  value: Buffer.from('{"n":2}'),
  timestamp: '5',
  headers: undefined,
} as never;

test.each([
  ['id', 5],
  ['id', ''],
  ['id', undefined],
  ['key', 5],
  ['key', undefined],
  ['time', NaN],
  ['time', '5'],
  ['time', new Date(5)],
])('rejects a record for which %s returns %s, and keeps its bytes', (name, wrong) => {
  const functions = { id: undefined, key: undefined, time: undefined, [name]: () => wrong };
  const refusal = preparerOf({ decoder: decoderOf('json'), tombstones: 'pass', ...functions })(0, 7, raw) as Refusal;
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal.reason).toMatchObject({ code: 'PENSTOCK_VALUE_INVALID' });
  expect(refusal.record).toMatchObject({ offset: 7, value: Uint8Array.from(Buffer.from('{"n":2}')) });
});
