import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Group } from '../../../src/windows/open-windows.ts';
import { SliceTree } from '../../../src/windows/slices/slice-tree.ts';

type Values = number[];
let merges = 0;
const merging = {
  copy: (state: Values) => [...state],
  merge(state: Values, other: Values) {
    merges += 1;
    state.push(...other);
    return state;
  },
};
const slice = (number: number, state: Values): Group<Values> => ({
  key: 'k',
  window: { number, start: number, end: number + 1, groups: new Map() },
  state,
  changed: false,
  isMerged: false,
  fresh: undefined,
  updating: false,
});

/** A tree as the windows of a lane use it: slices before `from` are dropped, and changes are reported. */
class Tree {
  readonly tree = new SliceTree(merging);
  add(number: number, value: number): void {
    const there = this.tree.get(number);
    if (!there) this.tree.add(slice(number, [value]));
    else {
      there.state.push(value);
      if (there.isMerged) this.tree.touch(there);
    }
  }
  merged(from: number, to: number): Values | undefined {
    return this.tree.merged(from, to)?.state;
  }
}

// Near zero, on both sides of it, and beyond 32 bits, like timestamps in seconds and milliseconds.
const base = fc.constantFrom(0, -20, 2 ** 31 - 20, 1_700_000_000_000);
const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      number: fc.oneof(fc.nat(40), fc.nat(100_000)),
      value: fc.nat(99),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('merge' as const),
      number: fc.nat(40),
      length: fc.oneof(fc.nat(40), fc.nat(100_000)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), number: fc.nat(8) }) },
);

describe('the slices of a key', () => {
  test('give the merged state of their values in order, after any adding, dropping and merging', () => {
    fc.assert(
      fc.property(base, fc.array(action, { maxLength: 80 }), (start, actions) => {
        const tree = new Tree();
        const plain = new Map<number, Values>();
        let from = start;
        for (const { kind, number, ...rest } of actions) {
          if (kind === 'add') {
            const value = (rest as { value: number }).value;
            tree.add(from + number, value);
            plain.set(from + number, [...(plain.get(from + number) ?? []), value]);
          } else if (kind === 'drop') {
            from += number;
            tree.tree.dropBefore(from);
            for (const other of plain.keys()) if (other < from) plain.delete(other);
          } else {
            const to = from + number + (rest as { length: number }).length;
            const numbers = [...plain.keys()]
              .filter((other) => other >= from + number && other <= to)
              .toSorted((a, b) => a - b);
            expect(tree.merged(from + number, to)).toEqual(
              numbers.length === 0 ? undefined : numbers.flatMap((other) => plain.get(other)!),
            );
          }
          const sorted = [...plain.keys()].toSorted((a, b) => a - b);
          expect(tree.tree.before(from + number)).toBe(sorted.findLast((other) => other < from + number) ?? -Infinity);
          expect(tree.tree.after(from + number)).toBe(sorted.find((other) => other > from + number) ?? Infinity);
          expect(tree.tree.isEmpty).toBe(plain.size === 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('return states that share nothing with them', () => {
    const tree = new Tree();
    for (const number of [0, 1, 2]) tree.add(number, number);
    for (const [from, to] of [
      [0, 0],
      [0, 1],
      [0, 2],
    ] as const)
      tree.merged(from, to)!.push(99);
    expect(tree.merged(0, 2)).toEqual([0, 1, 2]);
  });

  test('take a number of merges that grows with the logarithm of the range, also after changes', () => {
    const mergesOf = (length: number): number => {
      const tree = new Tree();
      const steps = 500;
      for (let number = 0; number < length; number += 1) tree.add(number, 1);
      tree.merged(0, length - 1);
      merges = 0;
      for (let step = 1; step <= steps; step += 1) {
        tree.tree.dropBefore(step);
        tree.add(step + length - 1, 1);
        // Each step also adds a record to an old slice.
        tree.add(step + ((step * 7_919) % length), 1);
        tree.merged(step, step + length - 1);
      }
      return merges / steps;
    };
    for (const length of [128, 1_024, 16_384]) expect(mergesOf(length)).toBeLessThan(4 * Math.log2(length));
  });
});
