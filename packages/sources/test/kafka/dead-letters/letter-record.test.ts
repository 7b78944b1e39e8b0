import { inspect } from 'node:util';
import type { DeadLetter } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import { letterRecord } from '../../../src/kafka/dead-letters/letter-record.ts';

const letterOf = (parts: Record<string, unknown>): DeadLetter => ({
  id: 'quotes-0-7',
  key: null,
  value: null,
  raw: undefined,
  time: undefined,
  headers: {},
  position: { topic: 'quotes', partition: 0, offset: 7 },
  code: 'PENSTOCK_BAD_RECORD',
  reason: new Error('bad'),
  ...parts,
});
const recordOf = (parts: Record<string, unknown>) => {
  const { headers, ...record } = letterRecord(letterOf(parts), new Date(0));
  return { ...record, headers: Object.fromEntries(headers ?? []) };
};

const cyclic: Record<string, unknown> = { close: 1 };
cyclic['self'] = cyclic;
const failing = {
  n: 1n,
  [inspect.custom]: () => {
    throw new Error('not shown');
  },
};

describe('a dead letter with a value that JSON cannot represent', () => {
  test.each([
    ['NaN in a field', { close: Number.NaN }, '{ close: NaN }'],
    ['Infinity in a list', [1, -Infinity], '[ 1, -Infinity ]'],
    ['a bigint', 123n, '123n'],
    ['a Map', new Map([['a', Number.NaN]]), "Map(1) { 'a' => NaN }"],
    ['a Set', { seen: new Set([1]) }, '{ seen: Set(1) { 1 } }'],
    ['an invalid date', { at: new Date(Number.NaN) }, '{ at: Invalid Date }'],
    ['a typed array', new Float64Array([0.5, Number.NaN]), 'Float64Array(2) [ 0.5, NaN ]'],
    ['no value', undefined, 'undefined'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a cycle', cyclic, '<ref *1> { close: 1, self: [Circular *1] }'],
  ])('has the text of %s and the header penstock-as-text', (_, value, text) => {
    expect(recordOf({ value })).toMatchObject({ value: text, headers: { 'penstock-as-text': 'value' } });
  });

  test('has the complete text of a long, deep or broken value', () => {
    const deep = { a: { b: { c: { d: { e: 'end' } } } } };
    const value = {
      deep,
      text: 'x'.repeat(20_000),
      list: Array.from({ length: 500 }, (__, n) => n),
      bytes: Buffer.alloc(500, 0xab),
      n: 1n,
    };
    const text = String(recordOf({ value }).value);
    expect(text).toContain("{ a: { b: { c: { d: { e: 'end' } } } } }");
    expect(text).toContain(value.text);
    expect(text).toContain(value.list.join(', '));
    expect(text).toContain(`<Buffer${' ab'.repeat(500)}>`);
    expect(text).not.toContain('more item');
    expect(inspect(value.bytes)).toContain('more bytes');
    expect(String(recordOf({ value: failing }).value)).toContain('n: 1n');
  });

  test('does not change valid JSON, bytes and null', () => {
    for (const [value, sent] of [
      [{ n: 1 }, '{"n":1}'],
      [null, null],
      [Uint8Array.of(255), Buffer.of(255)],
    ]) {
      const record = recordOf({ value });
      expect(record.value).toEqual(sent);
      expect(record.headers).not.toHaveProperty('penstock-as-text');
    }
  });
});

test('writes only keys and headers that Kafka cannot represent as text', () => {
  const { key, headers } = recordOf({
    key: 'a\uD800',
    headers: { ok: 'ok', odd: '\uDC00', count: 5, bytes: Uint8Array.of(1) },
  });
  // The letter case of an escape differs between versions of Node.
  expect(key).toMatch(/^'a\\ud800'$/i);
  expect(headers).toMatchObject({
    ok: 'ok',
    odd: expect.stringMatching(/^'\\udc00'$/i),
    count: '5',
    bytes: Uint8Array.of(1),
    'penstock-as-text': 'headers,key',
  });
  expect(recordOf({ key: 5 })).toMatchObject({ key: '5', headers: { 'penstock-as-text': 'key' } });
});

test.each([
  [1.5, '1.5'],
  [-1, '-1'],
])('puts the time %s in a header', (time, text) => {
  const record = recordOf({ time });
  expect(record).toMatchObject({ time: undefined, headers: { 'penstock-source-time': text } });
  expect(record.headers).not.toHaveProperty('penstock-as-text');
});

test.each([
  [Number.NaN, 'NaN'],
  [9e15, '9000000000000000'],
  [5n, '5n'],
  ['2020', "'2020'"],
])('writes the invalid time %s as text', (time, text) => {
  const headers = { 'penstock-source-time': text, 'penstock-as-text': 'time' };
  expect(recordOf({ time })).toMatchObject({ time: undefined, headers });
});

test('has the text of a reason that is not an error', () => {
  const reason: unknown = Object.create(null);
  expect(recordOf({ reason }).headers['penstock-error-reason']).toBe('[Object: null prototype] {}');
});

test('keeps penstock-as-text and the time of its record when it is rejected again', () => {
  const headers = {
    'penstock-as-text': Buffer.from('value'),
    'penstock-source-time': Buffer.from('5'),
    'penstock-error-code': Buffer.from('OLD'),
  };
  const raw = { key: null, value: Buffer.from('NaN'), headers, timestamp: '1700000000000' };
  expect(recordOf({ raw }).headers).toMatchObject({
    'penstock-as-text': headers['penstock-as-text'],
    'penstock-source-time': headers['penstock-source-time'],
    'penstock-error-code': 'PENSTOCK_BAD_RECORD',
  });
});
