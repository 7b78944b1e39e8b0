import type { ValueAggregate } from './aggregate.ts';
import { finite } from './finite.ts';

/** At most 1,000 values in any order; with more values, the count of each bin, by the number of the bin. */
interface MedianState {
  few: number[] | undefined;
  count: number;
  zeros: number;
  readonly above: Map<number, number>;
  readonly below: Map<number, number>;
}

const most = 1_000;
// Two values of one bin differ by at most this factor, so the middle of a bin is within 0.5 % of every value in it.
const logOfBin = Math.log(1.005 / 0.995);

const binOf = (size: number): number => Math.ceil(Math.log(size) / logOfBin);
const middleOf = (bin: number): number => Math.exp((bin - 0.5) * logOfBin);

/**
 * The median of the selected numbers in a window: the middle one, or the mean of the two in the middle.
 *
 * It is exact for up to 1,000 records in a window. For more records it is within 0.5 % of the exact median: values are
 * then counted in bins whose bounds grow by a constant factor (C. Masson, J. E. Rim and H. K. Lee, "DDSketch: a fast
 * and fully-mergeable quantile sketch with relative-error guarantees", PVLDB 12, 2019). So a window keeps about 230
 * numbers for each power of ten that its values span. The order of arrival does not matter.
 *
 * @throws (rejects the record with) `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * const typical = tumbling({ interval: '1h', aggregate: median((trade: { price: number }) => trade.price) });
 * ```
 */
export const median = <T>(select: (value: T) => number): ValueAggregate<T, number, MedianState, number> => ({
  select: (value) => finite(select(value), 'the number that median selects'),
  create: () => ({ few: [], count: 0, zeros: 0, above: new Map(), below: new Map() }),
  add(state, value) {
    state.count += 1;
    if (state.few && state.few.length < most) {
      state.few.push(value);
      return state;
    }
    toBins(state);
    addToBins(state, value);
    return state;
  },
  result(state) {
    const lower = Math.floor((state.count - 1) / 2);
    const upper = Math.floor(state.count / 2);
    const sorted = state.few?.toSorted((one, other) => one - other);
    const at = (rank: number): number => (sorted ? sorted[rank]! : valueAt(state, rank));
    // Half of each, since the sum of two large numbers could overflow.
    return lower === upper ? at(lower) : at(lower) / 2 + at(upper) / 2;
  },
  merge(state, other) {
    state.count += other.count;
    if (state.few && other.few && state.count <= most) {
      state.few.push(...other.few);
      return state;
    }
    toBins(state);
    for (const value of other.few ?? []) addToBins(state, value);
    state.zeros += other.zeros;
    for (const [bin, more] of other.above) state.above.set(bin, (state.above.get(bin) ?? 0) + more);
    for (const [bin, more] of other.below) state.below.set(bin, (state.below.get(bin) ?? 0) + more);
    return state;
  },
  copy: ({ few, count, zeros, above, below }) => ({
    few: few && [...few],
    count,
    zeros,
    above: new Map(above),
    below: new Map(below),
  }),
});

const toBins = (state: MedianState): void => {
  const { few } = state;
  state.few = undefined;
  for (const value of few ?? []) addToBins(state, value);
};

const addToBins = (state: MedianState, value: number): void => {
  if (value === 0) {
    state.zeros += 1;
    return;
  }
  const bins = value > 0 ? state.above : state.below;
  const bin = binOf(Math.abs(value));
  bins.set(bin, (bins.get(bin) ?? 0) + 1);
};

/** The middle of the bin that contains the value of this rank; ranks count from 0. */
const valueAt = ({ zeros, above, below }: MedianState, rank: number): number => {
  let before = 0;
  for (const bin of [...below.keys()].toSorted((one, other) => other - one)) {
    before += below.get(bin)!;
    if (rank < before) return -middleOf(bin);
  }
  before += zeros;
  if (rank < before) return 0;
  for (const bin of [...above.keys()].toSorted((one, other) => one - other)) {
    before += above.get(bin)!;
    if (rank < before) return middleOf(bin);
  }
  return Number.NaN;
};
