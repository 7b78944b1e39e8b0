// Ticks to minute candles through the whole acknowledged path, compared with pandas `resample` over the same ticks in
// memory (Python is PENSTOCK_PYTHON, or python3 by default), and with a plain loop that settles nothing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingModules, python } from './measure/peer-python.mjs';
import { processorSeconds } from './measure/processor-seconds.mjs';
import { seededRandom } from './measure/seeded-random.mjs';

const symbols = Array.from({ length: 10 }, (_, n) => `S${n}`);
const minute = 60_000;

/** 25 ticks a second for ten symbols, up to 2 s out of order. */
const ticksOf = (count) => {
  const random = seededRandom();
  return Array.from({ length: count }, (_, n) => ({
    symbol: symbols[Math.floor(random() * symbols.length)],
    time: Date.UTC(2024, 0, 1) + n * 40 + Math.floor(random() * 2_000),
    price: 100 + random(),
    size: random(),
  }));
};

const acknowledged = async (ticks) => {
  const { deliver, ohlc, run, settle, tapValue } = await import('../packages/stream/dist/index.js');
  let [candles, volume] = [0, 0];
  const { seconds } = await processorSeconds(() =>
    run(
      deliver(ticks, { key: ({ symbol }) => symbol, time: ({ time }) => time, maxInFlight: 20_000 }),
      ohlc({ interval: '1m', lateness: '2s', price: ({ price }) => price, volume: ({ size }) => size }),
      tapValue((candle) => {
        candles += 1;
        volume += candle.volume;
      }),
      settle(),
    ),
  );
  return { seconds, candles, volume };
};

/** The same candles, made by a loop over all ticks. */
const loop = (ticks) => {
  const candles = new Map();
  for (const { symbol, time, price, size } of ticks) {
    const key = `${symbol}/${Math.floor(time / minute) * minute}`;
    const candle = candles.get(key);
    if (!candle)
      candles.set(key, {
        openTime: time,
        closeTime: time,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: size,
        trades: 1,
      });
    else {
      if (time < candle.openTime) [candle.open, candle.openTime] = [price, time];
      if (time >= candle.closeTime) [candle.close, candle.closeTime] = [price, time];
      if (price > candle.high) candle.high = price;
      if (price < candle.low) candle.low = price;
      candle.volume += size;
      candle.trades += 1;
    }
  }
  let volume = 0;
  for (const candle of candles.values()) volume += candle.volume;
  return { candles: candles.size, volume };
};

const looped = async (ticks) => {
  const { seconds, result } = await processorSeconds(async () => loop(ticks));
  return { seconds, ...result };
};

const pandas = (ticks) => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-ohlc-'));
  try {
    const file = join(folder, 'ticks');
    const columns = [
      ({ time }) => time,
      ({ symbol }) => symbols.indexOf(symbol),
      ({ price }) => price,
      ({ size }) => size,
    ];
    writeFileSync(file, Buffer.from(Float64Array.from(columns.flatMap((column) => ticks.map(column))).buffer));
    const script = join(import.meta.dirname, 'peers/ohlc.pandas.py');
    const { status, stdout, stderr } = spawnSync(python, [script, file, String(ticks.length)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const beside =
  (peer, theirs) =>
  ({ records }) => {
    const ticks = ticksOf(records);
    const expected = loop(ticks);
    const rate = (candles) => async () => {
      const found = await candles(ticks);
      if (found.candles !== expected.candles || Math.abs(found.volume - expected.volume) > 1e-6)
        throw new Error(
          `Expected ${expected.candles} candles with a volume of ${expected.volume}; ` +
            `got ${found.candles} with ${found.volume}.`,
        );
      return records / found.seconds;
    };
    const unit = 'ticks a processor second';
    return { peer, unit, higherIsBetter: true, ours: rate(acknowledged), theirs: rate(theirs) };
  };

const memory = async ({ memoryRecords, sinkMs }) => {
  const { heapOf } = await import('./ohlc/heap.mjs');
  return {
    peer: 'the same with a tenth of the ticks',
    unit: 'MB of heap',
    higherIsBetter: false,
    runs: 3,
    ours: () => heapOf(memoryRecords, sinkMs),
    theirs: () => heapOf(memoryRecords / 10, sinkMs),
  };
};

export default {
  about: 'makes minute candles of ticks',
  options: {
    records: { default: 1_000_000, about: 'ticks of ten symbols' },
    memoryRecords: { default: 10_000_000, about: 'ticks of 1,000 symbols for `memory`; at least 10,000,000' },
    sinkMs: { default: 40, about: 'how long the sink of `memory` takes for 500 candles, in ms' },
  },
  runs: 7,
  variants: {
    pandas: (options) => {
      const missing = missingModules('pandas');
      return missing ? { missing } : beside('pandas: sort_index, groupby, resample', pandas)(options);
    },
    loop: beside('a plain loop over all ticks that settles nothing', looped),
    memory,
  },
};
