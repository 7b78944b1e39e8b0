import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import FailuresReporter, { failuresFile } from '../failures-reporter.mjs';
import { root } from '../pnpm.mjs';

const failedTest = (fullName, message) => ({ fullName, result: () => ({ errors: [{ message }] }) });
const module = (path, { tests = [], errors = [] }) => ({
  moduleId: join(root, path),
  project: { name: 'stream' },
  children: { allTests: (state) => (state === 'failed' ? tests : []) },
  errors: () => errors,
});

test('writes a line for each failed test, file that did not load and error of no test', (t) => {
  t.after(() => rmSync(failuresFile, { force: true }));
  new FailuresReporter().onTestRunEnd(
    [
      module('a.test.ts', { tests: [failedTest('adds > two\nlines', 'expected 1\nto be 2')] }),
      module('b.test.ts', { errors: [new Error('Cannot find module')] }),
      module('c.test.ts', {}),
    ],
    [new Error('loose\nrejection')],
  );
  assert.deepEqual(readFileSync(failuresFile, 'utf8').split('\n'), [
    'stream a.test.ts > adds > two lines: expected 1',
    'stream b.test.ts: Cannot find module',
    'no test: loose',
    '',
  ]);
});
