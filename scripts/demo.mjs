/**
 * Installs and builds what the Bitcoin example needs, then runs it: `npm run demo -- ARGS`.
 *
 * The command line is read first, so that `--help` and a wrong option need no build. Only the example writes to
 * standard output, so that it can be piped. The progress before it goes to standard error.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildExample } from './demo/build-example.mjs';
import { checkPort } from './demo/check-port.mjs';
import { installExample } from './demo/install-example.mjs';
import { readWords } from './demo/read-words.mjs';
import { Stages } from './demo/stages.mjs';
import { Stopped } from './demo/stopped.mjs';
import { watchParent } from './demo/watch-parent.mjs';
import { root } from './pnpm.mjs';

const words = process.argv.slice(2);
const stages = new Stages(process.stderr, { quiet: words.includes('--quiet') || words.includes('-q') });

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    // While the example runs, it ends by itself on a signal. A second signal does not wait for it.
    if (process.listenerCount(signal) === 1) stages.stop();
  });
}

// npm names its script here. A start by hand may outlive its shell.
if (process.env['npm_lifecycle_event'] === 'demo') watchParent(() => process.kill(process.pid, 'SIGTERM'));

try {
  const line = await readWords(words, stages);
  if (line && 'text' in line) process.stdout.write(line.text);
  else {
    if (line) await checkPort(line.args.port);
    await installExample(stages);
    await buildExample(stages);
    stages.end();
    await import(pathToFileURL(join(root, 'examples/bitcoin/dist/main.js')).href);
  }
} catch (error) {
  stages.end();
  console.error(error instanceof Stopped ? error.message : `Error: ${error.message}`);
  process.exitCode = error instanceof Stopped ? 130 : error.name === 'UsageError' ? 2 : 1;
}
