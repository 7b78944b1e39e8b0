import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pnpm.mjs';
import { installPackage } from './install-package.mjs';

/** Programs as a user would write them, over the built packages. */
const programs = ['examples/bitcoin/src/report.ts', 'examples/bitcoin/src/report-embedded.ts'];

const compilerOptions = {
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2023'],
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
};

/**
 * Compiles the programs with a version of TypeScript, including the declarations of the packages. Resolves with
 * `{ passed, failed }`. Errors in declarations of other packages do not count.
 */
export async function compilePrograms(version) {
  const compiler = join(await installPackage('typescript', version), 'lib', 'tsc.js');
  const folder = join(root, '.cache', 'matrix');
  mkdirSync(folder, { recursive: true });
  let failed = 0;
  for (const program of programs) {
    const config = join(folder, 'tsconfig.json');
    writeFileSync(config, JSON.stringify({ compilerOptions, files: [join(root, program)] }));
    const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', config, '--pretty', 'false'], {
      cwd: root,
      encoding: 'utf8',
    });
    const faults = faultsOf(stdout);
    // A compiler that stopped before it checked the program has not passed either.
    if (faults.length === 0 && (status === 0 || stdout !== '')) continue;
    failed += 1;
    console.error([`${program}:`, ...faults].join('\n'));
  }
  return { passed: programs.length - failed, failed };
}

/** Returns the lines about our own files. A line about another package is followed by indented lines. */
const faultsOf = (output) =>
  output
    .split('\n')
    .filter((line) => line !== '' && !/^\s/.test(line) && !/(^|\/)node_modules\//.test(line.split('(')[0]));
