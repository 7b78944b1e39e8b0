import { streamError } from './errors.ts';

/**
 * The names of all options of a function. A list that lacks one does not compile.
 *
 * @example
 * ```ts
 * const names: OptionNames<{ maxBatch?: number; maxAge?: number }> = { maxBatch: true, maxAge: true };
 * ```
 */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true };

/**
 * Checks that options are an object and that all its names are known, so that a misspelt option is an error. Returns
 * the object.
 *
 * A function whose options are all optional uses `{}` as the default. This function checks the names only, not the
 * values. An unknown name is an error even when its value is `undefined`.
 *
 * @param options The options that the user passed.
 * @param names The names of all options that `owner` takes.
 * @param owner The function or option that takes the options; the message begins with it.
 * @throws `PENSTOCK_BAD_OPTION` when `options` is not an object, or has an unknown name. The message lists the known
 * names.
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
      `${owner} has no option ${name}. Correct or remove it. The options are: ${known}.`,
    );
  }
  return options;
};

/**
 * Returns the options that `names` lists, for a function that passes some of its options to another function.
 *
 * @example
 * ```ts
 * const all = { maxBatch: 10, topic: 'prices' };
 * pickOptions<{ maxBatch: number }>(all, { maxBatch: true }); // { maxBatch: 10 }
 * ```
 */
export const pickOptions = <Picked extends object>(options: Picked, names: OptionNames<NoInfer<Picked>>): Picked =>
  Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(names, name))) as Picked;

/**
 * Throws `PENSTOCK_BAD_OPTION` for the first of these options that is set to something other than a function.
 *
 * @example
 * ```ts
 * checkFunctions({ id: undefined, key: (price: { symbol: string }) => price.symbol });
 * ```
 */
export const checkFunctions = (options: Readonly<Record<string, unknown>>): void => {
  for (const [option, given] of Object.entries(options)) {
    if (given === undefined || typeof given === 'function') continue;
    throw streamError('PENSTOCK_BAD_OPTION', `${option} must be a function; got ${String(given)}.`);
  }
};

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'function'
        ? 'a function'
        : String(value);
