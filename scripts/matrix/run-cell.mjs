import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countTests } from '../count-tests.mjs';
import { root, run } from '../pnpm.mjs';
import { compilePrograms } from './compile-programs.mjs';
import { installPackage } from './install-package.mjs';

const reports = join(root, '.cache', 'matrix');

/**
 * Runs a cell and resolves with `{ passed, failed }`. A compiled program counts as one test. Prints the failures.
 *
 * @param cell - One of `cells`.
 * @param tests - The tests to run instead of the cell's own tests.
 */
export async function runCell(cell, tests = cell.tests) {
  if (cell.typescript) return compilePrograms(cell.typescript);
  const node = cell.node === undefined ? process.execPath : await nodeBinary(cell.node);
  const total = { passed: 0, failed: 0 };
  for (const [index, { projects, files }] of tests.entries()) {
    const report = join(reports, `${cell.name}-${index}.json`);
    const { passed, failed } = await runTests(node, { projects, files, report, env: cell.env });
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

async function nodeBinary(version) {
  if (process.versions.node === version) return process.execPath;
  const folder = await installPackage('node', version);
  const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const found = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim();
  if (found !== `v${version}`)
    throw new Error(`Expected Node ${version} in ${folder}; got ${found}. Delete the folder and run again.`);
  return binary;
}

async function runTests(node, { projects, files, report, env }) {
  mkdirSync(reports, { recursive: true });
  // Otherwise the report of an earlier run would count for a run that crashed.
  rmSync(report, { force: true });
  const code = await run(
    node,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      ...files,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { env, output: 'on failure' },
  );
  return countTests(read(report), { exitCode: code, skippedFail: true });
}

function read(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}
