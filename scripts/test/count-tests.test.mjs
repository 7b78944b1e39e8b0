import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTests } from '../count-tests.mjs';

const file = (status, ...statuses) => ({ status, assertionResults: statuses.map((each) => ({ status: each })) });
const report = (...testResults) => ({ testResults });
const count = (given, exitCode = 0, skippedFail = false) => countTests(given, { exitCode, skippedFail });

test('counts passed, failed and skipped tests', () => {
  const given = report(file('passed', 'passed', 'skipped'), file('failed', 'passed', 'failed', 'todo'));
  assert.deepEqual(count(given, 1), { passed: 2, failed: 1, skipped: 2 });
});

test('counts skipped tests as failures on request', () => {
  assert.deepEqual(count(report(file('passed', 'passed', 'skipped')), 0, true), { passed: 1, failed: 1, skipped: 1 });
});

test('counts a missing report, an empty one and an unexplained exit code as one failure', () => {
  assert.equal(count(undefined, 1).failed, 1);
  assert.equal(count(report(), 0).failed, 1);
  assert.equal(count(report(file('passed', 'passed')), 1).failed, 1);
});

test('counts a file that did not load as one failure', () => {
  assert.deepEqual(count(report(file('passed', 'passed'), file('failed')), 1), { passed: 1, failed: 1, skipped: 0 });
});
