import { reasonText } from '@penstock/stream/error';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvCandles, yahooCandles } from '@penstock/sources';
import { bitcoinPrice } from '@visx/mock-data';
import type { DailyPrice } from './document.ts';
import { dayOf } from './document.ts';
import type { SourceName } from './ranking.ts';

/** Daily prices, oldest first, and where they come from. */
export interface Prices {
  /** The source in words, such as `Yahoo (BTC-USD)`. */
  readonly source: string;
  /** Each row carries its source and the time when it was found. */
  readonly rows: AsyncIterable<DailyPrice>;
}

/** Options of {@link findPrices}. */
export interface PricesOptions {
  readonly csv: string | undefined;
  /** Directory of the cache of Yahoo's answer. */
  readonly cache: string;
  readonly signal: AbortSignal;
  /** Called before Yahoo is asked, which takes up to four seconds. */
  readonly onAsk: () => void;
}

interface Kept {
  /** The last complete day when Yahoo was asked. */
  readonly asked: string;
  readonly rows: readonly DailyPrice[];
}

const firstDay = Date.UTC(2014, 8, 17);
const dayMs = 86_400_000;
// A user without a network should not wait long for the prices of the npm package.
const patienceMs = 4_000;

/** Finds the prices: the named file, else Yahoo through its cache, else the closes of the npm package. */
export const findPrices = async ({ csv, cache, signal, onAsk }: PricesOptions): Promise<Prices> => {
  if (csv !== undefined)
    return { source: `the file ${csv}`, rows: from('file', Date.now(), csvCandles(csv, { signal })) };
  const path = join(cache, 'yahoo-BTC-USD.json');
  const today = dayOf(Date.now());
  const kept = await readKept(path);
  if (kept?.asked === today) return { source: `Yahoo (BTC-USD, kept since ${today})`, rows: fromYahoo(kept) };
  onAsk();
  try {
    const live = { asked: today, rows: await askYahoo(today, signal) };
    await keep(path, cache, live);
    return { source: 'Yahoo (BTC-USD, live)', rows: fromYahoo(live) };
  } catch (error) {
    signal.throwIfAborted();
    const reason = reasonText(error);
    if (kept) return { source: `Yahoo (BTC-USD, kept since ${kept.asked}; now: ${reason})`, rows: fromYahoo(kept) };
    return {
      source: `@visx/mock-data, real closes of 2016 and 2017 (Yahoo: ${reason})`,
      rows: from('sample', 0, bundledPrices()),
    };
  }
};

async function* from(
  source: SourceName,
  found: number,
  rows: AsyncIterable<DailyPrice> | Iterable<DailyPrice>,
): AsyncGenerator<DailyPrice> {
  for await (const row of rows) yield { ...row, source, found };
}

const fromYahoo = ({ asked, rows }: Kept): AsyncIterable<DailyPrice> => from('yahoo', Date.parse(asked), rows);

const askYahoo = async (today: string, signal: AbortSignal): Promise<DailyPrice[]> => {
  const rows: DailyPrice[] = [];
  // Today has no close yet.
  const to = Date.parse(today);
  for await (const candle of yahooCandles({
    symbol: 'BTC-USD',
    from: firstDay,
    to,
    interval: '1d',
    timeout: patienceMs,
    signal,
  })) {
    if (candle.time < to) rows.push({ ...candle, time: candle.time - (candle.time % dayMs) });
  }
  if (rows.length === 0) throw new Error('the response contains no prices');
  return rows;
};

const readKept = async (path: string): Promise<Kept | undefined> => {
  try {
    const kept = JSON.parse(await readFile(path, 'utf8')) as Partial<Kept>;
    return typeof kept.asked === 'string' &&
      Date.parse(kept.asked) >= 0 &&
      Array.isArray(kept.rows) &&
      kept.rows.length > 0
      ? (kept as Kept)
      : undefined;
  } catch {
    // A broken cache is no error, since Yahoo can be asked again.
    return undefined;
  }
};

const keep = async (path: string, directory: string, kept: Kept): Promise<void> => {
  await mkdir(directory, { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, JSON.stringify(kept));
  await rename(draft, path);
};

// The package has them newest first and as text.
const bundledPrices = (): DailyPrice[] =>
  bitcoinPrice.prices
    .map(({ time, price }): DailyPrice => ({
      time: Date.parse(time),
      open: null,
      high: null,
      low: null,
      close: Number(price),
      volume: null,
    }))
    .toReversed();
