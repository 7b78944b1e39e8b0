import { describe, expect, test } from 'vitest';
import { PenstockError } from '../src/index.ts';
import { checkOptions, pickOptions } from '../src/internal/index.ts';
import type { OptionNames } from '../src/internal/index.ts';

interface Options {
  readonly maxBatch?: number;
  readonly maxAge?: number;
}
const names: OptionNames<Options> = { maxBatch: true, maxAge: true };
const check = (options: unknown) => checkOptions(options as Options, names, 'store');

describe('checkOptions', () => {
  test('returns the options that it was given', () => {
    const options = { maxBatch: 1 };
    expect(check(options)).toBe(options);
  });

  test('refuses a name that differs in case, and names the known ones', () => {
    expect(() => check({ maxbatch: 1 })).toThrow(
      'store has no option maxbatch. Correct or remove it. The options are: maxAge, maxBatch.',
    );
    expect(() => check({ maxbatch: 1 })).toThrow(PenstockError);
  });

  test('refuses an unknown name whose value is undefined', () => {
    expect(() => check({ unit: undefined })).toThrow('no option unit');
  });

  test('refuses names that every object inherits', () => {
    expect(() => check({ toString: 1 })).toThrow('no option toString');
    expect(() => check(JSON.parse('{"__proto__":1}'))).toThrow('no option __proto__');
  });

  test('refuses unknown names of a prototype, such as those of a class of options', () => {
    expect(() => check(Object.create({ maxbatch: 1 }))).toThrow('no option maxbatch');
  });

  test.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [4, '4'],
    ['5m', '5m'],
    [[], 'an array'],
    [() => 1, 'a function'],
  ])('refuses %s as options', (given, said) => {
    expect(() => check(given)).toThrow(`store expected an object of options; got ${said}.`);
  });
});

test('pickOptions returns only the listed options', () => {
  expect(pickOptions<Options>({ maxBatch: 1, topic: 'a' } as Options, names)).toEqual({ maxBatch: 1 });
});
