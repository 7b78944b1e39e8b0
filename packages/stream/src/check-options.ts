import { streamError } from './errors.ts';

/**
 * The names of all options of a function; the compiler refuses a list that lacks one.
 *
 * @example
 * ```ts
 * const names: OptionNames<{ maxBatch?: number; maxAge?: number }> = { maxBatch: true, maxAge: true };
 * ```
 */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true };

/**
 * Checks that options are an object without unknown names, so that a misspelt option is not ignored. Returns it.
 *
 * A function whose options may all be left out takes `{}` as their default. The values are not looked at. A name counts
 * as given even where its value is `undefined`.
 *
 * @param options What the user gave.
 * @param names Every option that `owner` knows.
 * @param owner The function or option that takes the options, for the message.
 * @throws `PENSTOCK_BAD_OPTION`, naming the unknown option and the known ones, or what came in the place of an object.
 *
 * @example
 * ```ts
 * interface PrintOptions {
 *   readonly width?: number;
 * }
 * const print = (text: string, options: PrintOptions = {}): void => {
 *   const { width = 80 } = checkOptions(options, { width: true }, 'print');
 *   console.log(text.slice(0, width));
 * };
 * ```
 */
export const checkOptions = <Options extends object>(
  options: Options,
  names: OptionNames<NoInfer<Options>>,
  owner: string,
): Options => {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw streamError('PENSTOCK_BAD_OPTION', `${owner} expected an object of options; got ${kindOf(options)}.`);
  }
  for (const name in options) {
    if (Object.hasOwn(names, name)) continue;
    const known = Object.keys(names).toSorted().join(', ');
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      `${owner} has no option ${name}. Correct or remove it; it knows: ${known}.`,
    );
  }
  return options;
};

/**
 * The options of `names` among `options`, for a function that passes some of its options on to another.
 *
 * @example
 * ```ts
 * const all = { maxBatch: 10, topic: 'prices' };
 * pickOptions<{ maxBatch: number }>(all, { maxBatch: true }); // { maxBatch: 10 }
 * ```
 */
export const pickOptions = <Picked extends object>(options: Picked, names: OptionNames<NoInfer<Picked>>): Picked =>
  Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(names, name))) as Picked;

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'function'
        ? 'a function'
        : String(value);
