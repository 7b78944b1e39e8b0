// How fast a detector processes rows, one at a time on one core, compared with detectors of River, and how much memory
// it takes. Python is PENSTOCK_PYTHON, or python3 by default.
import { riverScores } from './anomalies/river.mjs';
import { ordinary } from './anomalies/series.mjs';
import { processorSeconds } from './measure/processor-seconds.mjs';

const seasonal = (rows) => ordinary['daily season with noise'](rows, 1);

const judged = async ({ times, values }) => {
  const { detectorOf } = await import('./anomalies/detector.mjs');
  const detector = detectorOf();
  const row = { time: 0, value: 0 };
  const { seconds } = await processorSeconds(async () => {
    for (let at = 0; at < times.length; at += 1) {
      row.time = times[at];
      row.value = values[at];
      detector.judge(row);
    }
  });
  return times.length / seconds;
};

const beside =
  (detector, rowsOf) =>
  async ({ records, slowRecords }) => {
    const theirs = seasonal(rowsOf({ records, slowRecords }));
    const first = riverScores(detector, [seasonal(100)]);
    if (first.missing !== undefined) return { missing: first.missing };
    const ours = seasonal(records);
    return {
      peer: `River ${detector}`,
      unit: 'rows a processor second',
      higherIsBetter: true,
      ours: () => judged(ours),
      theirs: async () => theirs.values.length / riverScores(detector, [theirs]).cpuSeconds,
    };
  };

const memory = async ({ memoryRecords }) => {
  const { heapOver } = await import('./anomalies/memory.mjs');
  return {
    peer: 'the same with a tenth of the rows',
    unit: 'MB of heap',
    higherIsBetter: false,
    fixedRuns: 1,
    ours: () => heapOver(memoryRecords),
    theirs: () => heapOver(memoryRecords / 10),
  };
};

const key = async ({ keys }) => {
  const { keyKilobytes } = await import('./anomalies/memory.mjs');
  return {
    peer: 'the same with `seasons: false`',
    unit: 'kB a key',
    higherIsBetter: false,
    fixedRuns: 1,
    ours: () => keyKilobytes(keys, true),
    theirs: () => keyKilobytes(keys, false),
  };
};

export default {
  about: 'detects anomalies: speed compared with River, and memory',
  options: {
    records: { default: 1_000_000, about: 'rows of a daily season with noise' },
    slowRecords: { default: 50_000, about: 'rows for HalfSpaceTrees' },
    memoryRecords: { default: 10_000_000, about: 'rows of one key for `memory`' },
    keys: { default: 300, about: 'keys of four weeks of five-minute rows for `key`' },
  },
  runs: 5,
  variants: {
    'gaussian-scorer': beside('GaussianScorer', ({ records }) => records),
    'half-space-trees': beside('HalfSpaceTrees', ({ slowRecords }) => slowRecords),
    memory,
    key,
  },
};
