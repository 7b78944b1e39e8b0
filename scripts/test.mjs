/**
 * Runs all checks and tests: `npm test`. Every step runs, also after a failed one, so that one run shows all failures.
 * The last line is `N passed, N failed`: each test of vitest counts, and each other step counts as one.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { install, pnpm, root, run } from './pnpm.mjs';
import { countTests } from './count-tests.mjs';
import { failuresFile } from './failures-reporter.mjs';
import { publicFolders } from './manifests.mjs';

const report = join(root, '.cache', 'vitest.json');
const isCi = process.env['CI'] === 'true';

const exec = (...args) => pnpm(['exec', ...args], { output: 'at the end' });
const script = (name, args) => pnpm(['run', name, ...args], { output: 'at the end' });
const node = (...args) => run(process.execPath, args, { output: 'at the end' });

/** Checks of the sources. The longest come first, since two steps run at a time. */
const checks = [
  ['reference', () => exec('typedoc', '--emit', 'none')],
  ['build', () => pnpm(['-r', '--workspace-concurrency=2', 'run', 'build'], { output: 'at the end' })],
  ['types', () => exec('tsc', '-p', 'tsconfig.json', '--noEmit')],
  ['types of the page', () => exec('tsc', '-p', 'examples/bitcoin/page/tsconfig.json')],
  ['format', () => exec('oxfmt', '--check')],
  ['lines', () => node('scripts/check-lines.mjs')],
  ['layout', () => node('scripts/check-layout.mjs')],
  ['error texts', () => node('scripts/check-error-texts.mjs')],
  ['names', () => node('scripts/check-names.mjs')],
  ['map', () => node('scripts/check-map.mjs')],
  ['pages', () => node('scripts/check-docs.mjs')],
  ['manifests', () => node('scripts/manifests.mjs')],
  ['commits', () => node('scripts/check-commits.mjs')],
  ['lint', () => exec('oxlint', '--deny-warnings')],
  ['scripts', () => node('--test', ...inFolder('scripts/test', '.test.mjs'))],
  ['dependencies', () => script('dependencies', [])],
  ['examples', () => node('scripts/check-examples.mjs')],
];

/** Checks of the built packages. */
const packageChecks = [
  ...publicFolders(root).flatMap((folder) => [
    [`publint ${basename(folder)}`, () => script('lint:publint', [folder])],
    [`attw ${basename(folder)}`, () => script('lint:attw', [folder])],
  ]),
  ['API report', () => node('scripts/api-report.mjs')],
  ['knip', () => exec('knip')],
];

function inFolder(folder, ending) {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
}

async function timed(name, start) {
  console.log(`=== ${name} …`);
  const since = performance.now();
  const code = await start();
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(`=== ${name}: ${code === 0 ? 'ok' : `failed with ${code}`} in ${seconds} s`);
  return { name, code, seconds };
}

/** Runs two steps at a time. Each step prints its output when it ends, so that the lines of two steps do not mix. */
async function twoAtATime(steps) {
  const waiting = [...steps];
  const results = [];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await timed(...step));
  };
  await Promise.all([lane(), lane()]);
  return results;
}

/** Returns `undefined` when the report is missing or incomplete, because vitest did not finish. */
function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}

function readFailures() {
  try {
    return readFileSync(failuresFile, 'utf8').trimEnd();
  } catch {
    return 'vitest crashed before it wrote its failures';
  }
}

const results = [];
const installed = await timed('install', () => install());
results.push(installed);
if (installed.code === 0) {
  for (const steps of [checks, packageChecks]) results.push(...(await twoAtATime(steps)));
}
let passed = results.filter((result) => result.code === 0).length;
let failed = results.length - passed;

if (installed.code === 0) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  // Otherwise the report of an earlier run would count for a run that crashed.
  for (const file of [report, failuresFile]) rmSync(file, { force: true });
  const vitest = await timed('vitest', () =>
    pnpm([
      'exec',
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      '--reporter=./scripts/failures-reporter.mjs',
      `--outputFile.json=${report}`,
    ]),
  );
  results.push(vitest);
  const tests = countTests(readReport(), { exitCode: vitest.code, skippedFail: isCi });
  passed += tests.passed;
  failed += tests.failed;
  if (tests.skipped > 0) console.log(`${tests.skipped} skipped${isCi ? ', which fail in CI' : ''}`);
}

console.log('');
for (const { name, code, seconds } of results) {
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${seconds.padStart(6)} s  ${name}`);
}
const failures = installed.code === 0 ? readFailures() : '';
if (failures !== '') console.log(failures);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
