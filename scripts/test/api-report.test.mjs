import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { checkReports, makeReports, markReleased, packagesOf } from '../api-report.mjs';

let root;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'api-report-')));
  write('packages/stream/package.json', {
    name: '@penstock/stream',
    type: 'module',
    exports: { '.': { types: './dist/index.d.ts' }, './node': { types: './dist/node.d.ts' } },
  });
  write(
    'packages/stream/dist/index.d.ts',
    "export { run } from './run.ts';\nexport type { Options } from './run.ts';\n",
  );
  write('packages/stream/dist/node.d.ts', 'export declare const store: (path: string) => void;\n');
  write('packages/stream/dist/run.d.ts', runFile);
  write('.changeset/README.md', '# Changesets\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const runFile = `/** Runs. */
export declare const run: (options: Options) => Secret;
export interface Options {
  /** A duration. */
  readonly maxAge?: string;
}
interface Secret { readonly id: number }
interface Unused { readonly id: number }
`;

const write = (file, content) => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
};
/** Writes the reports of the build, and returns them. */
const writeReports = () => {
  const reports = makeReports(root);
  for (const { path, text } of reports) write(path, text);
  return reports;
};
/** Makes new reports when none are given; compiling takes most of a test's time. */
const problems = (reports = makeReports(root)) => checkReports(root, reports);
const changeset = (name) =>
  write('.changeset/x.md', `---\n'${name}': minor\n---\n\nSomething about @penstock/stream.\n`);

test('a report has the declarations of each entry, and of types that only these refer to', () => {
  const [{ path, text }] = makeReports(root);
  assert.equal(path, 'etc/stream.api.md');
  assert.deepEqual(
    [...text.matchAll(/^##+ .*$/gm)].map(([heading]) => heading),
    ['## @penstock/stream', '### Options', '### run', '## @penstock/stream/node', '### store'].concat(
      '## Seen in signatures only',
      '### Secret',
    ),
  );
  assert.match(text, /export const run: \(options: Options\) => Secret;/);
  assert.match(text, /readonly maxAge\?: string;/);
  assert.doesNotMatch(text, /A duration|Unused/);
});

test('a change of the build fails until the report is written again', () => {
  writeReports();
  changeset('@penstock/stream');
  assert.deepEqual(problems(), []);
  write('packages/stream/dist/run.d.ts', runFile.replace('maxAge', 'maxDelay'));
  assert.match(problems().join(), /etc\/stream\.api\.md is not what the build .* exports\. .*--write/);
  assert.deepEqual(problems(writeReports()), []);
});

test('a change of a type that is only used in signatures is a change', () => {
  writeReports();
  changeset('@penstock/stream');
  write(
    'packages/stream/dist/run.d.ts',
    runFile.replace('Secret { readonly id: number', 'Secret { readonly id: string'),
  );
  assert.equal(problems().length, 1);
});

test('a change of a doc comment, or of code that no export refers to, is not a change', () => {
  writeReports();
  changeset('@penstock/stream');
  write('packages/stream/dist/run.d.ts', runFile.replace('A duration', 'Another').replace(/interface Unused.*/, ''));
  assert.deepEqual(problems(), []);
});

test('a report that differs from the released one needs a changeset of its package', () => {
  const reports = writeReports();
  assert.match(problems(reports).join(), /no changeset names @penstock\/stream/);
  changeset('@penstock/sources');
  assert.equal(problems(reports).length, 1);
  changeset('@penstock/stream');
  assert.deepEqual(problems(reports), []);
  markReleased(root, packagesOf(root));
  rmSync(join(root, '.changeset/x.md'));
  assert.deepEqual(problems(reports), []);
  write('packages/stream/dist/run.d.ts', runFile.replace('maxAge', 'maxDelay'));
  assert.match(problems(writeReports()).join(), /has changed since the last release/);
});

test('says to build when there is no build', () => {
  rmSync(join(root, 'packages/stream/dist'), { recursive: true });
  assert.throws(() => makeReports(root), /Build first: npm run build/);
});
