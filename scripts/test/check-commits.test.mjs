import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeSubject } from '../check-commits.mjs';

test('accepts a subject of 72 characters', () => {
  assert.equal(judgeSubject(`Add ${'x'.repeat(68)}`), undefined);
});

test('reports a subject of 73 characters', () => {
  assert.equal(judgeSubject('x'.repeat(73)), 'has 73 characters; expected at most 72');
});

test('reports a full stop at the end', () => {
  assert.equal(judgeSubject('Move toSink to a folder for sinks.'), 'ends with a full stop; expected none');
});

test('reports a single word', () => {
  assert.equal(judgeSubject('wip'), 'is one word; expected a sentence that says what changed');
});
