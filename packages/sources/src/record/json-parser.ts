import { parse } from 'lossless-json';
import { sourcesError } from '../errors.ts';

/** How to read a JSON integer that a number cannot represent exactly: as text or as a bigint. */
export type BigIntegers = 'string' | 'bigint';

/**
 * Makes a function that parses JSON. With `bigIntegers`, an integer outside of ±(2^53 - 1) becomes text or a bigint.
 * All else is the same as with `JSON.parse`, which also parses texts without such an integer.
 *
 * @throws `PENSTOCK_BAD_OPTION` when called. The function that it makes throws a `SyntaxError`.
 */
export const jsonParser = (bigIntegers: BigIntegers | undefined): ((text: string) => unknown) => {
  if (bigIntegers === undefined) return (text) => JSON.parse(text);
  const read = makers.get(bigIntegers);
  if (!read) {
    const got = JSON.stringify(bigIntegers);
    throw sourcesError('PENSTOCK_BAD_OPTION', `bigIntegers must be 'string', 'bigint' or left out; got ${got}.`);
  }
  const parseNumber = (digits: string): unknown => {
    const value = Number(digits);
    return Number.isSafeInteger(value) || !/^-?\d+$/.test(digits) ? value : read(digits);
  };
  const options = { parseNumber, onDuplicateKey: ({ newValue }: { readonly newValue: unknown }) => newValue };
  return (text) => (sixteenDigits.test(text) ? parse(text, null, options) : JSON.parse(text));
};

const makers: ReadonlyMap<string, (digits: string) => unknown> = new Map<string, (digits: string) => unknown>([
  ['string', (digits) => digits],
  ['bigint', BigInt],
]);

// 2^53 has 16 digits.
const sixteenDigits = /\d{16}/;
