/**
 * Fails on lines of code longer than 120 characters, which the formatter cannot always break:
 * `node scripts/check-lines.mjs [ROOT]`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const longest = 120;
const code = /\.(?:[cm]?[jt]s|py|java)$/;
/** The compiled kernel, which is one line of base64. */
const generated = /\/built\.ts$/;

const root = process.argv[2] ?? join(import.meta.dirname, '..');
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => code.test(file) && !generated.test(file) && existsSync(join(root, file)));
const long = files.flatMap((file) =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.length > longest ? [`${file}:${index + 1}: ${line.length} characters`] : [])),
);
for (const line of long) console.error(line);
if (long.length > 0) {
  console.error(`Expected lines of at most ${longest} characters. Break ${long.length === 1 ? 'this one' : 'these'}.`);
  process.exitCode = 1;
}
