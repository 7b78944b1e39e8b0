import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import FailuresReporter, { failuresFile } from '../failures-reporter.mjs';
import { root } from '../pnpm.mjs';

const failedTest = (fullName, message) => ({ fullName, result: () => ({ errors: [{ message }] }) });
const flakyTest = (fullName, message) => ({ ...failedTest(fullName, message), diagnostic: () => ({ flaky: true }) });
const steadyTest = { diagnostic: () => ({ flaky: false }) };
const module = (path, { tests = [], passed = [], errors = [] }) => ({
  moduleId: join(root, path),
  project: { name: 'stream' },
  children: { allTests: (state) => ({ failed: tests, passed })[state] },
  errors: () => errors,
});

test('writes one line for each failed or retried test, unloadable file and error outside of tests', (t) => {
  t.after(() => rmSync(failuresFile, { force: true }));
  new FailuresReporter().onTestRunEnd(
    [
      module('a.test.ts', { tests: [failedTest('adds > two\nlines', 'expected 1\nto be 2')] }),
      module('b.test.ts', { errors: [new Error('Cannot find module')] }),
      module('c.test.ts', { passed: [flakyTest('waits', 'too slow'), steadyTest] }),
    ],
    [new Error('loose\nrejection')],
  );
  assert.deepEqual(readFileSync(failuresFile, 'utf8').split('\n'), [
    'stream a.test.ts > adds > two lines: expected 1',
    'stream b.test.ts: Cannot find module',
    'stream c.test.ts > waits: passed at the second attempt; too slow',
    'no test: loose',
    '',
  ]);
});
