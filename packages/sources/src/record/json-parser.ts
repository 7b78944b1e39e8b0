import { parse } from 'lossless-json';
import { sourcesError } from '../errors.ts';

/** What an integer in JSON becomes that a number cannot hold exactly. */
export type BigIntegers = 'string' | 'bigint';

/**
 * Makes the function that parses JSON. With `bigIntegers`, an integer outside of ±(2^53 - 1) becomes text or a bigint;
 * everything else is as by `JSON.parse`, which is used for a text without such an integer.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once. The function throws a `SyntaxError`.
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

// As many as 2^53 has.
const sixteenDigits = /\d{16}/;
