import { asyncScheduler } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { Conditions } from '../../src/engine/conditions.ts';

describe('Conditions', () => {
  test('ends all waits with false when the flow ends', async () => {
    const conditions = new Conditions(asyncScheduler);
    const waiting = conditions.until(() => false, Infinity);
    conditions.end();
    expect(await waiting).toBe(false);
  });

  test('does not wait after the flow has ended', async () => {
    const conditions = new Conditions(asyncScheduler);
    conditions.end();
    expect(await conditions.until(() => false, 5)).toBe(false);
    expect(await conditions.until(() => true, 5)).toBe(true);
  });
});
