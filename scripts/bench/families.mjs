/**
 * Loads the families of benchmarks. The default export of `benchmarks/FAMILY.bench.mjs` is
 * `{ about, options, runs, variants, close? }`.
 *
 * - `options`: `{ default, about }` by name; the type of the default is the type of the option.
 * - `variants`: by name, a function that takes the options and resolves with a benchmark, a list of benchmarks, or
 *   `{ missing }` with the reason why the variant cannot run here.
 * - A benchmark is `{ peer, unit, higherIsBetter, ours, theirs }`; `ours` and `theirs` resolve with one figure. It may
 *   have `of` (what it measures, if a variant has several benchmarks), `runs`, `fixedRuns` and `close`.
 * - `close` of a family stops what its variants share.
 *
 * A family must not import built packages, since it is loaded before the build. Its variants import them when they run.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../pnpm.mjs';
import { UsageError } from '../usage-error.mjs';

const folder = join(root, 'benchmarks');
const ending = '.bench.mjs';

export const familyNames = () =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .toSorted();

export const loadFamily = async (name) => {
  const { default: family } = await import(pathToFileURL(join(folder, name + ending)).href);
  return { name, ...family };
};

/** Returns the families of these names, each with the variants to run; all families when there is no name. */
export const selectFamilies = async (names) => {
  const known = familyNames();
  const wanted = new Map();
  for (const name of names.length > 0 ? names : known) {
    const [family, variant] = name.split('/');
    if (!known.includes(family))
      throw new UsageError(`Expected the name of a benchmark; got ${family}. There are: ${known.join(', ')}.`);
    wanted.set(family, [...(wanted.get(family) ?? []), variant]);
  }
  return Promise.all(Array.from(wanted, async ([name, variants]) => withVariants(await loadFamily(name), variants)));
};

const withVariants = (family, wanted) => {
  const known = Object.keys(family.variants);
  const unknown = wanted.find((variant) => variant !== undefined && !known.includes(variant));
  if (unknown !== undefined)
    throw new UsageError(`Expected a variant of ${family.name}; got ${unknown}. There are: ${known.join(', ')}.`);
  return { ...family, wanted: wanted.includes(undefined) ? known : [...new Set(wanted)] };
};

/** Returns the options of each family: its defaults, replaced by the settings `NAME=VALUE` of the command line. */
export const optionsOf = (families, settings) => {
  const given = settings.map((setting) => {
    const at = setting.indexOf('=');
    if (at < 1) throw new UsageError(`Expected NAME=VALUE after --set; got ${setting}.`);
    return [setting.slice(0, at), setting.slice(at + 1)];
  });
  for (const [name] of given) {
    if (families.some(({ options }) => Object.hasOwn(options, name))) continue;
    const known = [...new Set(families.flatMap(({ options }) => Object.keys(options)))].join(', ');
    throw new UsageError(`Expected an option of the selected benchmarks; got ${name}. There are: ${known}.`);
  }
  return new Map(families.map((family) => [family.name, withDefaults(family.options, given)]));
};

const withDefaults = (options, given) => {
  const chosen = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
  for (const [name, value] of given) if (Object.hasOwn(options, name)) chosen[name] = typed(name, value, chosen[name]);
  return chosen;
};

const typed = (name, value, example) => {
  if (typeof example !== 'number') return value;
  const number = Number(value);
  if (value !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new UsageError(`Expected a number of at least 0 for ${name}; got ${value === '' ? 'nothing' : value}.`);
};
