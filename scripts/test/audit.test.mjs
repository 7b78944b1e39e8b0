import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditAdvice } from '../audit.mjs';

test('a list of vulnerabilities, or an empty one, needs no advice', () => {
  assert.equal(auditAdvice('No known vulnerabilities found\n'), undefined);
  assert.equal(auditAdvice('1 vulnerabilities found\nSeverity: 1 high\n'), undefined);
});

test('a registry without an audit is told from one that found something', () => {
  const refused = 'Error: ERR_PNPM_AUDIT_BAD_RESPONSE\n\n  × The audit endpoint responded with 405:\n';
  for (const output of [refused, ''])
    assert.match(auditAdvice(output), /^Expected .*; it gave no list.*Run npm run audit/s);
});
