import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../pnpm.mjs';
import { Stopped } from './stopped.mjs';

const example = join(root, 'examples/bitcoin');

/**
 * Reads the command line as the example does. Returns the arguments, or a text such as the help; `undefined` when there
 * is nothing to read, or when it cannot be read before the install. Rejects with a `UsageError` when it is wrong. A
 * fresh clone lacks commander, which reads the command line. A user should not wait for hundreds of packages to see the
 * help, so npm first gets this one package, next to a copy of the reader.
 */
export async function readWords(words, stages) {
  if (words.length === 0) return undefined;
  const { version, dependencies } = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8'));
  let folder = join(example, 'src/command-line');
  if (!existsSync(join(example, 'node_modules/commander'))) {
    folder = join(root, '.cache/command-line');
    cpSync(join(example, 'src/command-line'), folder, { recursive: true });
    const options = ['--prefix', folder, '--no-audit', '--no-fund', '--no-save', '--ignore-scripts'];
    try {
      await stages.run('npm', ['install', ...options, `commander@${dependencies.commander}`], {
        does: 'Getting the package that reads the command line',
        undone: 'Nothing is installed yet.',
        expectedMs: 2_000,
      });
    } catch (error) {
      if (error instanceof Stopped) throw error;
      // There may be no network. The install that follows then fails too, and gives the reason.
      return undefined;
    } finally {
      stages.end();
    }
  }
  const { readCommandLine } = await import(pathToFileURL(join(folder, 'read-command-line.mjs')).href);
  return readCommandLine(words, { env: process.env, version, store: join(example, '.cache') });
}
