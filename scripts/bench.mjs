/**
 * Runs the benchmarks beside their peers: `npm run bench -- [NAME...] [--json FILE]`.
 *
 * `benchmarks/NAME.bench.mjs` exports as default
 * `{ name, peer, unit, higherIsBetter, ours(), theirs(), runs?, close? }`; `ours` and `theirs` resolve with one figure,
 * and `close` lets go of what both used. A list of these is run one after the other.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { install, pnpm, root } from './pnpm.mjs';
import { compare } from './ratio.mjs';

const FOLDER = join(root, 'benchmarks');
const ENDING = '.bench.mjs';
const DEFAULT_RUNS = 5;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const known = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((file) => file.endsWith(ENDING))
      .map((file) => file.slice(0, -ENDING.length))
      .toSorted()
  : [];
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark named ${unknown.join(', ')}; there are: ${known.join(', ') || 'none yet'}`);
  process.exit(2);
}

async function measure({ ours, theirs, higherIsBetter, runs = DEFAULT_RUNS }) {
  await ours();
  await theirs();
  const own = [];
  const other = [];
  for (let round = 0; round < runs; round += 1) {
    own.push(await ours());
    other.push(await theirs());
  }
  return compare(own, other, { higherIsBetter });
}

const short = (value) => Number(value.toPrecision(4));
const cell = ({ median, min, max }) => `${short(median)} (${short(min)} to ${short(max)})`;

async function main() {
  for (const step of [
    () => install({ quiet: true }),
    () => pnpm(['-r', '--filter', './packages/*', '--filter', '@penstock/servers', 'run', 'build'], { quiet: true }),
  ]) {
    const code = await step();
    if (code !== 0) return code;
  }

  const results = [];
  let failures = 0;
  for (const file of positionals.length > 0 ? positionals : known) {
    try {
      const { default: benches } = await import(pathToFileURL(join(FOLDER, file + ENDING)).href);
      for (const bench of [benches].flat()) {
        console.error(`${bench.name} beside ${bench.peer} …`);
        const { ours, theirs, ratio } = await measure(bench).finally(() => bench.close?.());
        results.push({ name: bench.name, peer: bench.peer, unit: bench.unit, ours, theirs, ratio });
      }
    } catch (error) {
      failures += 1;
      console.error(`${file} failed:`, error);
    }
  }

  console.log('Median (min to max); a ratio above 1 means ours is better.');
  console.table(
    Object.fromEntries(
      results.map(({ name, peer, unit, ours, theirs, ratio }, i) => [
        results.findIndex((other) => other.name === name) === i ? name : `${name} (${peer})`,
        { peer, unit, ours: cell(ours), theirs: cell(theirs), ratio: cell(ratio) },
      ]),
    ),
  );
  if (values.json) writeFileSync(resolve(values.json), `${JSON.stringify(results, null, 2)}\n`);
  return failures === 0 ? 0 : 1;
}

process.exitCode = await main();
