/** Asks the registry for known vulnerabilities of the dependencies that users install: `npm run audit`. */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageManager, root } from './pnpm.mjs';

/** Returns what to do if pnpm printed no result, such as with a registry that has no audit; else `undefined`. */
export function auditAdvice(output) {
  if (output.includes('vulnerabilities found')) return undefined;
  return (
    'Expected the registry to list known vulnerabilities; it gave no list, so nothing is known of the dependencies. ' +
    'Mirrors often lack the audit. Run npm run audit with the registry https://registry.npmjs.org itself.'
  );
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { status, stdout, stderr } = spawnSync('npx', ['-y', packageManager, 'audit', '--prod'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  const advice = auditAdvice(`${stdout}${stderr}`);
  if (advice !== undefined) console.error(advice);
  process.exitCode = advice === undefined ? (status ?? 1) : 2;
}
