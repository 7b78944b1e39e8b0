/** Runs the benchmarks in comparison with their peers; `npm run bench -- --help` prints the options. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { facts } from './bench/facts.mjs';
import { familyNames, loadFamily, optionsOf, selectFamilies } from './bench/families.mjs';
import { measure } from './bench/measure.mjs';
import { writeTables } from './bench/readme.mjs';
import { UsageError } from './usage-error.mjs';
import { install, pnpm } from './pnpm.mjs';

const help = `Usage: npm run bench -- [NAME...] [options]

Runs benchmarks of Penstock and of a peer in turn. A ratio above 1 means that Penstock is better.
NAME is a family, or FAMILY/VARIANT for one of its variants; without a name, all families run.

  --list             print the families with their variants and options
  --runs N           number of measured runs of each side
  --records N        number of records, for families with this option
  --set NAME=VALUE   set an option of a family; may be repeated
  --json FILE        write the figures to a file
  --tables           write the tables of benchmarks/README.md and docs/guide/performance.md from benchmarks/figures,
                     without a benchmark
  --help             print this help

Families: ${familyNames().join(', ')}.`;

const commandLineOptions = {
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    list: { type: 'boolean' },
    tables: { type: 'boolean' },
    runs: { type: 'string' },
    records: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    json: { type: 'string' },
  },
};

const short = (value) => Number(value.toPrecision(4));
const cell = ({ median, min, max }) => `${short(median)} (${short(min)} to ${short(max)})`;

async function main() {
  const { values, positionals } = commandLine();
  if (values.help) return console.log(help);
  if (values.list) return list();
  if (values.tables) return writeTables();
  const families = await selectFamilies(positionals);
  const records = values.records === undefined ? [] : [`records=${values.records}`];
  const options = optionsOf(families, [...records, ...values.set]);
  const runs = runsOf(values.runs);
  await build();
  const figures = [];
  for (const family of families) await runFamily(family, options.get(family.name), runs, figures);
  print(figures);
  if (values.json) writeFileSync(resolve(values.json), `${JSON.stringify(figures, null, 2)}\n`);
}

function commandLine() {
  try {
    return parseArgs(commandLineOptions);
  } catch (error) {
    throw new UsageError(`${error.message}\nSee --help.`);
  }
}

function runsOf(text) {
  const runs = text === undefined ? undefined : Number(text);
  if (runs === undefined || (Number.isInteger(runs) && runs > 0)) return runs;
  throw new UsageError(`Expected a whole number of at least 1 after --runs; got ${text}.`);
}

async function list() {
  for (const name of familyNames()) {
    const { about, variants, options } = await loadFamily(name);
    console.log(`${name}: ${about}`);
    console.log(`  ${Object.keys(variants).join(', ')}`);
    for (const [option, { default: fallback, about: meaning }] of Object.entries(options))
      console.log(`  --set ${option}=${fallback}  ${meaning}`);
  }
}

async function build() {
  const filters = ['--filter', './packages/*', '--filter', '@penstock/servers'];
  for (const step of [
    () => install({ output: 'on failure' }),
    () => pnpm(['-r', ...filters, 'run', 'build'], { output: 'on failure' }),
  ])
    if ((await step()) !== 0) throw new Error('Could not build the packages. See the output of the build above.');
}

async function runFamily(family, options, runs, figures) {
  try {
    for (const variant of family.wanted) await runVariant(family, variant, options, runs, figures);
  } finally {
    await family.close?.();
  }
}

async function runVariant(family, variant, options, givenRuns, figures) {
  const name = `${family.name}/${variant}`;
  try {
    for (const bench of [await family.variants[variant](options)].flat()) {
      if (bench.missing !== undefined) {
        console.error(`${name} is skipped: ${bench.missing}.`);
        continue;
      }
      const { of, peer, unit } = bench;
      console.error(`${name}${of ? `, ${of},` : ''} in comparison with ${peer} …`);
      const runs = bench.fixedRuns ?? givenRuns ?? bench.runs ?? family.runs;
      const { ours, theirs, ratio } = await measure(bench, runs).finally(() => bench.close?.());
      figures.push({ benchmark: name, of, peer, unit, ours, theirs, ratio, runs, options, ...facts() });
    }
  } catch (error) {
    process.exitCode = 1;
    console.error(`${name} failed:`, error);
  }
}

function print(figures) {
  console.log('Median (min to max); a ratio above 1 means that Penstock (ours) is better.');
  console.table(
    Object.fromEntries(
      figures.map(({ benchmark, of, peer, unit, ours, theirs, ratio }) => [
        of ? `${benchmark}: ${of}` : benchmark,
        { peer, unit, ours: cell(ours), theirs: cell(theirs), ratio: cell(ratio) },
      ]),
    ),
  );
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
