import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/engine/ledger.ts';

describe('Ledger', () => {
  test('begins at the first uncommitted offset', () => {
    expect(new Ledger(7).position).toBe(7);
  });

  test('commits only the settled prefix', () => {
    const ledger = new Ledger(0);
    const [a, b, c] = [ledger.open(0), ledger.open(1), ledger.open(2)];
    ledger.settle(c);
    ledger.settle(b);
    expect(ledger.position).toBe(0);
    ledger.settle(a);
    expect(ledger.position).toBe(3);
  });

  test('skips gaps in offsets', () => {
    const ledger = new Ledger(0);
    const [a] = [ledger.open(5), ledger.open(1_000)];
    ledger.settle(a);
    expect(ledger.position).toBe(1_000);
  });

  test('moves past offsets without records, and never back', () => {
    const ledger = new Ledger(0);
    const a = ledger.open(3);
    ledger.skipTo(9);
    ledger.skipTo(5);
    expect(ledger.position).toBe(3);
    ledger.settle(a);
    expect(ledger.position).toBe(9);
  });

  test('never commits past an unsettled record and settles each once, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ settle: fc.nat(400), claim: fc.boolean(), opens: fc.nat(90) }), { maxLength: 200 }),
        (steps) => {
          const ledger = new Ledger(0);
          const state: Array<'pending' | 'claimed' | 'settled'> = [];
          for (const { settle, claim, opens } of steps) {
            for (let n = 0; n < opens; n += 1) expect(ledger.open(state.length * 3)).toBe(state.push('pending') - 1);
            const before = state[settle];
            if (claim) {
              expect(ledger.claim(settle)).toBe(before === 'pending');
              if (before === 'pending') state[settle] = 'claimed';
            } else {
              expect(ledger.settle(settle)).toBe(before === 'pending');
              if (before === 'pending') state[settle] = 'settled';
            }
            const first = state.findIndex((one) => one !== 'settled');
            expect(ledger.position).toBe(first === -1 ? ledger.next : first * 3);
            expect(ledger.pending).toBe(state.filter((one) => one !== 'settled').length);
          }
        },
      ),
    );
  });
});
