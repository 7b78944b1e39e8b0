// Overlapping windows through the whole acknowledged path: one key, one record a second of event time, up to ten
// seconds out of order. The first peer is the upper bound: a plain loop over sorted records, with two stacks for each
// figure. It has no keys, lateness, state, acknowledgements or late records. The peer `naive` adds each record to every
// window that contains it. It gets only as many records as it can process in a few seconds.
import { processorSeconds } from './measure/processor-seconds.mjs';
import { seededRandom } from './measure/seeded-random.mjs';

const lateness = 10_000;

const sortedRecords = (count) => {
  const random = seededRandom();
  return Array.from({ length: count }, (_, n) => ({
    time: Date.UTC(2024, 0, 1) + n * 1_000,
    size: random(),
    arrival: n * 1_000 + Math.floor(random() * lateness),
  }));
};

/**
 * A queue of values with their aggregate, made of two stacks: suffix aggregates of the older values, and one total of
 * the newer ones.
 */
class TwoStacks {
  #merge;
  #front = [];
  #back = [];
  #backSum;
  constructor(merge, none) {
    this.#merge = merge;
    this.none = none;
    this.#backSum = none;
  }
  push(value) {
    this.#back.push(value);
    this.#backSum = this.#merge(this.#backSum, value);
  }
  shift() {
    if (this.#front.length === 0) {
      let suffix = this.none;
      while (this.#back.length > 0) this.#front.push((suffix = this.#merge(this.#back.pop(), suffix)));
      this.#backSum = this.none;
    }
    this.#front.pop();
  }
  get value() {
    return this.#merge(this.#front.at(-1) ?? this.none, this.#backSum);
  }
}

const twoStacks = (sorted, interval, every) => {
  const hops = interval / every;
  const sums = new TwoStacks((one, other) => one + other, 0);
  const maxima = new TwoStacks((one, other) => (one > other ? one : other), -Infinity);
  let [windows, checksum, length] = [0, 0, 0];
  const close = () => {
    windows += 1;
    checksum += sums.value + maxima.value;
  };
  let [slice, sumOf, maxOf] = [Math.floor(sorted[0].time / every), 0, -Infinity];
  const next = () => {
    sums.push(sumOf);
    maxima.push(maxOf);
    length += 1;
    if (length > hops) {
      sums.shift();
      maxima.shift();
    }
    close();
    [slice, sumOf, maxOf] = [slice + 1, 0, -Infinity];
  };
  for (const { time, size } of sorted) {
    while (Math.floor(time / every) > slice) next();
    sumOf += size;
    if (size > maxOf) maxOf = size;
  }
  next();
  // The windows that are open at the end close one after another, each without the first slice of the one before. A
  // window that begins before all slices has every slice.
  for (let left = hops; left > 1; left -= 1) {
    if (left <= length) {
      sums.shift();
      maxima.shift();
    }
    close();
  }
  return { records: sorted.length, windows, checksum };
};

const naive = (sorted, interval, every) => {
  const hops = interval / every;
  const states = new Map();
  const taken = Math.min(sorted.length, Math.floor(40_000_000 / hops));
  for (const { time, size } of sorted.slice(0, taken)) {
    const slice = Math.floor(time / every);
    for (let number = slice - hops + 1; number <= slice; number += 1) {
      const state = states.get(number);
      if (!state) states.set(number, { sum: size, max: size });
      else {
        state.sum += size;
        if (size > state.max) state.max = size;
      }
    }
    // Closed windows are deleted, as if they were emitted.
    states.delete(slice - hops);
  }
  return { records: taken, windows: states.size };
};

const acknowledged = async (input, interval, every) => {
  const { deliver, hopping, max, run, settle, sum, tapValue } = await import('../packages/stream/dist/index.js');
  let [windows, checksum] = [0, 0];
  const { received, late } = await run(
    deliver(input, { key: () => 'k', time: ({ time }) => time, maxInFlight: 20_000 }),
    hopping({ interval, every, lateness, aggregate: { sum: sum(({ size }) => size), max: max(({ size }) => size) } }),
    tapValue(({ value }) => {
      windows += 1;
      checksum += value.sum + value.max;
    }),
    settle(),
  );
  if (received !== input.length || late !== 0)
    throw new Error(`Expected ${input.length} records and none late; got ${received} and ${late} late.`);
  return { records: input.length, windows, checksum };
};

const beside =
  (interval, every, peer, theirs) =>
  ({ records }) => {
    const sorted = sortedRecords(records);
    const input = sorted.toSorted((one, other) => one.arrival - other.arrival);
    const expected = twoStacks(sorted, interval, every);
    const rate = async (work) => {
      const { seconds, result } = await processorSeconds(work);
      return { result, rate: result.records / seconds };
    };
    return {
      peer,
      unit: 'records a processor second',
      higherIsBetter: true,
      async ours() {
        const { result, rate: figure } = await rate(() => acknowledged(input, interval, every));
        // A plain sum and ours have different rounding errors.
        if (result.windows !== expected.windows || Math.abs(result.checksum / expected.checksum - 1) > 1e-9)
          throw new Error(
            `Expected ${expected.windows} windows with checksum ${expected.checksum}; got ${result.windows} with ` +
              `${result.checksum}.`,
          );
        return figure;
      },
      theirs: async () => (await rate(async () => theirs(sorted, interval, every))).rate,
    };
  };

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
const upperBound = 'a plain loop with two stacks over sorted records, the upper bound';
const everyWindow = 'each record added to every window that it is in';

export default {
  about: 'adds up overlapping windows',
  options: { records: { default: 1_000_000, about: 'records, one a second' } },
  runs: 5,
  variants: {
    '1d-1m': beside(24 * hour, minute, upperBound, twoStacks),
    '4h-1s': beside(4 * hour, second, upperBound, twoStacks),
    '1d-1m-naive': beside(24 * hour, minute, everyWindow, naive),
    '4h-1s-naive': beside(4 * hour, second, everyWindow, naive),
  },
};
