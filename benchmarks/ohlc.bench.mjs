// Ticks to minute candles through the whole acknowledged path, beside pandas `resample` over the same ticks in memory.
// pandas is taken from PENSTOCK_PYTHON or python3; without it the peer is a plain loop that settles nothing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliver, ohlc, run, tapValue, settle } from '../packages/stream/dist/index.js';

const ticks = 1_000_000;
const symbols = 10;
const minute = 60_000;
const python = process.env.PENSTOCK_PYTHON ?? 'python3';
const hasPandas = spawnSync(python, ['-c', 'import pandas']).status === 0;

/** Park and Miller's generator, so that every run has the same ticks. */
let seed = 1;
const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
const names = Array.from({ length: symbols }, (_, n) => `S${n}`);
// 25 ticks a second, up to 2 s out of order.
const input = Array.from({ length: ticks }, (_, n) => ({
  symbol: names[Math.floor(random() * symbols)],
  time: Date.UTC(2024, 0, 1) + n * 40 + Math.floor(random() * 2_000),
  price: 100 + random(),
  size: random(),
}));

const same = (candles, volume) => {
  const expected = batch();
  if (candles !== expected.candles || Math.abs(volume - expected.volume) > 1e-6)
    throw new Error(`${candles} candles of ${volume}, not ${expected.candles} of ${expected.volume}`);
};

/** The same candles by a loop over all ticks. */
const batch = () => {
  const candles = new Map();
  for (const { symbol, time, price, size } of input) {
    const start = Math.floor(time / minute) * minute;
    const key = `${symbol}/${start}`;
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

const cpuSeconds = async (work) => {
  globalThis.gc?.();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

const pandas = () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-ohlc-'));
  try {
    const file = join(folder, 'ticks');
    const columns = [
      ({ time }) => time,
      ({ symbol }) => names.indexOf(symbol),
      ({ price }) => price,
      ({ size }) => size,
    ];
    writeFileSync(file, Buffer.from(Float64Array.from(columns.flatMap((column) => input.map(column))).buffer));
    const { status, stdout, stderr } = spawnSync(
      python,
      [join(import.meta.dirname, 'peers/ohlc.pandas.py'), file, String(ticks)],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export default {
  name: 'ohlc',
  peer: hasPandas ? 'pandas: sort_index, groupby, resample' : 'a plain loop over all ticks',
  unit: 'million ticks a processor second',
  higherIsBetter: true,
  runs: 7,
  async ours() {
    let [candles, volume] = [0, 0];
    const seconds = await cpuSeconds(() =>
      run(
        deliver(input, { key: ({ symbol }) => symbol, time: ({ time }) => time, maxInFlight: 20_000 }),
        ohlc({ interval: '1m', lateness: '2s', price: ({ price }) => price, volume: ({ size }) => size }),
        tapValue((candle) => {
          candles += 1;
          volume += candle.volume;
        }),
        settle(),
      ),
    );
    same(candles, volume);
    return ticks / seconds / 1e6;
  },
  async theirs() {
    if (!hasPandas) return ticks / (await cpuSeconds(async () => void batch())) / 1e6;
    const { seconds, candles, volume } = pandas();
    same(candles, volume);
    return ticks / seconds / 1e6;
  },
};
