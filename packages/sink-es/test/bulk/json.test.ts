import type { Client } from '@elastic/elasticsearch';
import { deliver, run } from '@penstock/stream';
import type { Receipt } from '@penstock/stream';
import * as fc from 'fast-check';
import { tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { toElasticsearch } from '../../src/index.ts';
import type { ToElasticsearchOptions } from '../../src/index.ts';
import { eachModel } from '../server/each-model.ts';
import type { ModelServer } from '../server/model.ts';

let model: ModelServer;
let client: Client;

/** Writes values, and resolves with the errors of the rejected ones by their position. */
const write = async (values: readonly unknown[], options: Partial<ToElasticsearchOptions<unknown>> = {}) => {
  const rejected = new Map<number, { readonly code: string; readonly message: string }>();
  const see = ({ outcome, position, error }: Receipt) => {
    if (outcome === 'rejected') rejected.set(position.offset, error as { code: string; message: string });
  };
  const sink = toElasticsearch<unknown>(client, { index: 'prices', ...options });
  await run(deliver(values, { onReject: 'skip' }), (flow) => sink(flow).pipe(tap(see)));
  return rejected;
};

const circular: { self?: unknown } = {};
circular.self = circular;

/** A name, a document with a value that JSON changes or loses, and the part of the error that names it. */
const lost: ReadonlyArray<readonly [string, unknown, string]> = [
  ['NaN', { close: NaN }, 'at close; got NaN'],
  ['Infinity', { close: Infinity }, 'at close; got Infinity'],
  ['-Infinity in a list', { bars: [{ close: 1 }, { close: -Infinity }] }, 'at bars[1].close; got -Infinity'],
  ['a boxed NaN', { close: new Number(NaN) }, 'at close; got NaN'],
  ['an invalid date', { time: new Date(NaN) }, 'at time; got an invalid date'],
  ['a bigint', { volume: 1n }, 'at volume; got the bigint 1'],
  ['a typed array', { closes: new Float64Array([1, 2]) }, 'at closes; got an object of class Float64Array'],
  ['an empty typed array', { closes: new Float32Array() }, 'at closes; got an object of class Float32Array'],
  ['an ArrayBuffer', { raw: new ArrayBuffer(4) }, 'at raw; got an object of class ArrayBuffer'],
  ['a DataView', { raw: new DataView(new ArrayBuffer(4)) }, 'at raw; got an object of class DataView'],
  ['a Buffer', { raw: Buffer.from('ab') }, 'at raw; got an object of class Buffer'],
  ['a Map', { 'by day': new Map([['a', 1]]) }, 'at ["by day"]; got an object of class Map'],
  ['a Set', { tags: new Set(['a']) }, 'at tags; got an object of class Set'],
  ['a promise that was not awaited', { close: Promise.resolve(1) }, 'at close; got an object of class Promise'],
  ['an error', { reason: new Error('no') }, 'at reason; got an object of class Error'],
  ['a regular expression', { pattern: /a/ }, 'at pattern; got an object of class RegExp'],
  ['undefined in a list', { closes: [1, undefined] }, 'at closes[1]; got undefined'],
  // eslint-disable-next-line no-sparse-arrays
  ['a hole in a list', { closes: [1, , 3] }, 'at closes[1]; got undefined'],
  ['a function in a list', { closes: [() => 1] }, 'at closes[0]; got a function'],
  ['a symbol in a list', { closes: [Symbol('a')] }, 'at closes[0]; got a symbol'],
  ['a toJSON that gives NaN', { close: { toJSON: () => ({ deep: NaN }) } }, 'at close.deep; got NaN'],
  ['an object in itself', circular, 'at self; got an object that contains itself'],
];

eachModel((server, itsClient) => {
  model = server;
  client = itsClient;
});

describe('a document with a value that JSON cannot carry', () => {
  test.each(lost)('%s is rejected with the path of the field, and the others are written', async (_, value, said) => {
    for (const opType of ['index', 'create', 'update'] as const) {
      model.indices.clear();
      const rejected = await write([{ n: 0 }, value, { n: 2 }], { opType });
      expect([...rejected.keys()]).toEqual([1]);
      expect(rejected.get(1)).toMatchObject({ code: 'PENSTOCK_BAD_DOCUMENT', message: expect.stringContaining(said) });
      expect(model.indices.get('prices')!.size).toBe(2);
    }
  });

  test.each([undefined, () => 1, Symbol('a'), 7, NaN, 'text', null, [1], new Date(0), new Map(), 1n])(
    '%s is rejected as a document',
    async (value) => {
      const rejected = await write([value]);
      expect(rejected.get(0)).toMatchObject({ code: 'PENSTOCK_BAD_DOCUMENT' });
      expect(model.bulks).toEqual([]);
    },
  );

  test('is also rejected in source, script and script params', async () => {
    const source = await write([1, NaN, 3], { source: (n) => ({ n }) });
    expect([...source].map(([at, { message }]) => [at, message])).toEqual([
      [1, expect.stringContaining('at n; got NaN')],
    ]);
    const script = await write([1, NaN, 3], {
      opType: 'update',
      source: () => ({}),
      script: (n) => ({ id: 'add', params: { by: [n] } }),
    });
    expect([...script].map(([at, { message }]) => [at, message])).toEqual([
      [
        1,
        expect.stringContaining(
          'script of source-0-1 cannot be sent. Expected a value that JSON can hold at params.by[0]; got NaN',
        ),
      ],
    ]);
    const none = await write([1], { opType: 'update', source: () => ({}), script: () => undefined as never });
    expect(none.get(0)).toMatchObject({ code: 'PENSTOCK_BAD_DOCUMENT' });
  });

  test('is accepted by a delete, which sends no document', async () => {
    expect((await write([{ close: NaN }], { opType: 'delete' })).size).toBe(0);
  });
});

test('a document of JSON values is stored unchanged', async () => {
  const json = fc.dictionary(fc.string(), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(fc.array(json, { minLength: 1, maxLength: 20 }), async (values) => {
      model.applied.length = 0;
      expect((await write(values)).size).toBe(0);
      expect(model.applied.map(({ source }) => source)).toEqual(
        values.map((value) => JSON.parse(JSON.stringify(value))),
      );
    }),
    { numRuns: 30 },
  );
});
