import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliver, run } from '@penstock/stream';
import type { Receipt } from '@penstock/stream';
import * as fc from 'fast-check';
import { tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { memoryTopic, toTopic } from '../../src/index.ts';
import { encoderOf } from '../../src/kafka/record/encode.ts';

const circular: { self?: unknown } = {};
circular.self = circular;

/** Values that JSON would change or lose, and the path and the name that the error has for them. */
const lost: ReadonlyArray<readonly [string, unknown, string]> = [
  ['NaN', { close: NaN }, 'at close; got NaN'],
  ['NaN alone', NaN, 'can hold; got NaN'],
  ['Infinity in a list', { bars: [{ close: 1 }, { close: Infinity }] }, 'at bars[1].close; got Infinity'],
  ['a boxed NaN', { close: new Number(NaN) }, 'at close; got NaN'],
  ['an invalid date', { time: new Date(NaN) }, 'at time; got an invalid date'],
  ['an invalid date alone', new Date(NaN), 'can hold; got an invalid date'],
  ['a bigint', { volume: 1n }, 'at volume; got the bigint 1'],
  ['a typed array', { closes: new Float64Array([1, 2]) }, 'at closes; got an object of class Float64Array'],
  ['an ArrayBuffer', { raw: new ArrayBuffer(4) }, 'at raw; got an object of class ArrayBuffer'],
  ['a Buffer', { raw: Buffer.from('ab') }, 'at raw; got an object of class Buffer'],
  ['a Map', { 'by day': new Map([['a', 1]]) }, 'at ["by day"]; got an object of class Map'],
  ['a Set alone', new Set([1]), 'can hold; got an object of class Set'],
  ['a promise that was not awaited', { close: Promise.resolve(1) }, 'at close; got an object of class Promise'],
  ['an error', { reason: new Error('no') }, 'at reason; got an object of class Error'],
  ['a regular expression', { pattern: /a/ }, 'at pattern; got an object of class RegExp'],
  ['undefined in a list', [1, undefined], 'at [1]; got undefined'],
  ['undefined alone', undefined, 'got undefined'],
  ['a function alone', () => 1, 'got a function'],
  ['a symbol in a list', { closes: [Symbol('a')] }, 'at closes[0]; got a symbol'],
  ['a toJSON that gives NaN', { close: { toJSON: () => ({ deep: NaN }) } }, 'at close.deep; got NaN'],
  ['an object in itself', circular, 'at self; got an object that contains itself'],
];

describe('the JSON of toKafka', () => {
  const encode = encoderOf('json');

  test.each(lost)('rejects %s and names the path of the field', (_, value, said) => {
    expect(() => encode(value)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_RECORD', message: expect.stringContaining(said) }),
    );
  });

  test('writes values that JSON can represent unchanged, and null as no value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(encode(value)).toBe(value === null ? null : JSON.stringify(value));
      }),
    );
  });

  test('leaves out members that are undefined or functions, as JSON does', () => {
    expect(encode({ a: 1, b: undefined, c: () => 1, d: null, e: {} })).toBe('{"a":1,"d":null,"e":{}}');
  });
});

describe('a topic with a directory', () => {
  test('rejects single records that JSON cannot represent, and stores the others', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'penstock-json-'));
    try {
      const topic = await memoryTopic<unknown>({ partitions: 1, directory });
      const receipts: Receipt[] = [];
      const values = lost.flatMap(([, value], n) => [value, { n }]);
      await run(deliver(values, { onReject: 'skip' }), (flow) =>
        toTopic(topic)(flow).pipe(tap((receipt) => receipts.push(receipt))),
      );
      expect(topic.end(0)).toBe(lost.length);
      const rejected = receipts.filter(({ outcome }) => outcome === 'rejected');
      const messages = rejected
        .toSorted((one, other) => one.position.offset - other.position.offset)
        .map(({ error }) => (error as Error).message);
      expect(messages).toEqual(lost.map(([, , said]) => expect.stringContaining(said)));
      await expect(topic.send([{ value: { n: 1 } }, { value: { close: NaN } }])).rejects.toMatchObject({
        code: 'PENSTOCK_BAD_RECORD',
        message: expect.stringContaining('at close; got NaN'),
      });
      expect(topic.end(0)).toBe(lost.length);
      await topic.close();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  test('is the only one with this limit: without a directory such values are kept', async () => {
    const topic = await memoryTopic<unknown>({ partitions: 1 });
    await run(deliver([{ close: NaN }, new Map([['a', 1]])]), toTopic(topic));
    expect(topic.end(0)).toBe(2);
    await topic.close();
  });
});
