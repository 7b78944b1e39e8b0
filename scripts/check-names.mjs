/**
 * Checks that constants are named in camelCase: `node scripts/check-names.mjs [ROOT]`. The kernel's AssemblyScript uses
 * upper case by the convention of that language, and so does the compiled kernel.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const code = /\.[cm]?[jt]s$/;
const exempt = /\/wasm\/(?:kernel\/|built\.ts$)/;
const upperCase = /^\s*(?:export )?const ([A-Z][A-Z0-9_]+)\b/;

/** Returns one line for each constant of `text` whose name is in upper case. */
export function upperCaseConstants(file, text) {
  return text.split('\n').flatMap((line, index) => {
    const name = upperCase.exec(line)?.[1];
    return name === undefined ? [] : [`${file}:${index + 1}: expected a constant in camelCase; got ${name}.`];
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const problems = String(listed)
    .split('\n')
    .filter((file) => code.test(file) && !exempt.test(file) && existsSync(join(root, file)))
    .flatMap((file) => upperCaseConstants(file, readFileSync(join(root, file), 'utf8')));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
