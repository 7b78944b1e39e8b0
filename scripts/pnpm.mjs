/**
 * Runs pnpm in the version that package.json names. pnpm need not be installed.
 *
 *   node scripts/pnpm.mjs -r run build
 *
 * Other scripts import `run`, `pnpm` and `install` from this module.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command in the root folder and resolves with its exit code. For a child that a signal has ended, the code is
 * 128 + the number of the signal, as in a shell. Signals to this process are forwarded to the child, which decides when
 * to end. `output` is 'live', 'at the end' (so that concurrent commands do not mix their lines) or 'on failure'.
 */
export function run(command, args, { env = {}, output = 'live' } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: output === 'live' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const kept = [];
    child.stdout?.on('data', (chunk) => kept.push(chunk));
    child.stderr?.on('data', (chunk) => kept.push(chunk));

    // A terminal sends Ctrl-C to the whole process group, so the child has got it already and must not get it twice.
    const forward = (signal) => {
      if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal);
    };
    for (const signal of forwarded) process.on(signal, forward);

    const finish = (code) => {
      for (const signal of forwarded) process.off(signal, forward);
      if (output === 'at the end') process.stdout.write(Buffer.concat(kept));
      if (output === 'on failure' && code !== 0) process.stderr.write(Buffer.concat(kept));
      resolve(code);
    };
    child.once('error', (error) => {
      console.error(`Could not start ${command}: ${error.message}`);
      finish(127);
    });
    child.once('close', (code, signal) => finish(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

export function pnpm(args, options) {
  return run('npx', ['-y', packageManager, ...args], options);
}

/** Installs everything with the frozen lockfile, unless that was done after the last change of the lockfile. */
export async function install(options) {
  const installed = join(root, 'node_modules', '.modules.yaml');
  const lockfile = join(root, 'pnpm-lock.yaml');
  if (isWholeInstall() && existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return 0;
  return pnpm(['install', '--frozen-lockfile'], options);
}

/**
 * True when the last install had all packages with their tools, not only the packages of the demo. It reads pnpm's
 * record of the install.
 */
export function isWholeInstall(folder = root) {
  try {
    const state = JSON.parse(readFileSync(join(folder, 'node_modules/.pnpm-workspace-state-v1.json'), 'utf8'));
    return state.filteredInstall === false && state.settings.dev === true;
  } catch {
    return false;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await pnpm(process.argv.slice(2));
}
