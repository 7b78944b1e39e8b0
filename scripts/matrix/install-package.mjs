import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../pnpm.mjs';

/** In the user's cache, so that clones share the installed packages. */
const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'penstock-matrix');

/** Installs an npm package in its own folder, once, and returns the folder of the package. */
export async function installPackage(name, version) {
  const folder = join(cache, `${name}-${version}`);
  const installed = join(folder, 'node_modules', name);
  if (existsSync(installed)) return installed;
  mkdirSync(cache, { recursive: true });
  // Installed in another folder and then moved, so that it is complete or missing.
  const draft = mkdtempSync(`${folder}.draft-`);
  try {
    writeFileSync(join(draft, 'package.json'), '{ "private": true }\n');
    const code = await run('npm', ['install', '--prefix', draft, '--no-audit', '--no-fund', `${name}@${version}`], {
      output: 'on failure',
    });
    if (code !== 0) throw new Error(`npm could not install ${name}@${version}. See its output above.`);
    moveInto(folder, draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return installed;
}

function moveInto(folder, draft) {
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another process may have installed it in the meantime.
    if (!existsSync(folder)) throw error;
  }
}
