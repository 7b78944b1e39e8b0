/** Runs the tests with all supported versions; `npm run matrix -- --help` prints the options. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cells, shortForm } from './matrix/cells.mjs';
import { recordSeen } from './matrix/last-seen.mjs';
import { runCell } from './matrix/run-cell.mjs';
import { selectCells } from './matrix/select-cells.mjs';
import { writeTable } from './matrix/versions-page.mjs';
import { install, pnpm, root } from './pnpm.mjs';
import { UsageError } from './usage-error.mjs';

const help = `Usage: npm run matrix -- [CELL...] [options]

Runs cells of the table of supported versions, one after another; without a name, all cells. Each cell starts the
servers that it needs.

  --list        print the cells
  --short       run on each Node only the tests that npm test runs on the newest Node
  --json FILE   write the results to FILE; default .cache/matrix.json
  --record      record the passed cells in scripts/matrix/last-seen.json and docs/guide/versions.md
  --table       write the table of docs/guide/versions.md, without running a cell
  --help        print this help

Cells: ${cells.map(({ name }) => name).join(', ')}; or all of one kind: node, typescript, kafka, elasticsearch.`;

const commandLineOptions = {
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    list: { type: 'boolean' },
    short: { type: 'boolean' },
    json: { type: 'string', default: join(root, '.cache', 'matrix.json') },
    record: { type: 'boolean' },
    table: { type: 'boolean' },
  },
};

async function main() {
  const { values, positionals } = commandLine();
  if (values.help) return console.log(help);
  if (values.table) return writeTable();
  const chosen = selectCells(positionals);
  if (values.list) return console.table(chosen.map(({ name, subject, version }) => ({ name, subject, version })));
  if (values.short && values.record)
    throw new UsageError('Expected --record without --short, which runs only a part of a cell. Remove one of them.');
  await prepare(chosen, values);
  const results = [];
  for (const cell of chosen) {
    results.push(await timed(cell, values.short && cell.node !== undefined ? shortForm : cell.tests));
    mkdirSync(dirname(resolve(values.json)), { recursive: true });
    writeFileSync(resolve(values.json), `${JSON.stringify(results, null, 2)}\n`);
    if (values.record) {
      recordSeen(results);
      writeTable();
    }
  }
  console.table(
    results.map(({ cell, version, passed, failed, seconds }) => ({ cell, version, passed, failed, seconds })),
  );
  if (results.some(({ failed }) => failed > 0)) process.exitCode = 1;
}

function commandLine() {
  try {
    return parseArgs(commandLineOptions);
  } catch (error) {
    throw new UsageError(`${error.message}\nSee --help.`);
  }
}

/**
 * Builds the packages when they are needed: programs are compiled against them, and some tests of the long form run
 * them.
 */
async function prepare(chosen, { short }) {
  if ((await install({ output: 'on failure' })) !== 0) throw new Error('Could not install the dependencies.');
  if (!chosen.some(({ typescript, node }) => typescript !== undefined || (node !== undefined && !short))) return;
  const build = ['-r', '--workspace-concurrency=2', 'run', 'build'];
  if ((await pnpm(build, { output: 'on failure' })) !== 0) throw new Error('Could not build the packages.');
}

async function timed(cell, tests) {
  const { name, subject, version } = cell;
  console.log(`=== ${name}: ${subject} ${version} …`);
  const since = performance.now();
  const { passed, failed } = await runCell(cell, tests);
  const seconds = Math.round((performance.now() - since) / 1000);
  console.log(`=== ${name}: ${passed} passed, ${failed} failed in ${seconds} s`);
  return {
    cell: name,
    version,
    passed,
    failed,
    seconds,
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
  };
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
