// Heap of detectors, including the buffers of typed arrays, which are outside the heap.
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { normalOf } from '../measure/normal.mjs';
import { seededRandom } from '../measure/seeded-random.mjs';
import { detectorOf } from './detector.mjs';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

const slot = 300_000;
const day = 288;
const start = Date.UTC(2024, 0, 1);

/** Node frees buffers after a garbage collection, on another thread, so a second collection is needed to see it. */
const bytes = async () => {
  gc();
  await wait(50);
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Five-minute rows that depend on the time of day and the day of the week. */
const weekly = (row) => 5 * Math.sin((2 * Math.PI * row) / day) * (Math.floor(row / day) % 7 < 5 ? 1 : 0.3);

/** Feeds the rows from `from` up to `to`, without `to`, to a detector. */
const feed = (detector, from, to, shape, normal) => {
  for (let row = from; row < to; row += 1) detector.judge({ time: start + row * slot, value: shape(row) + normal() });
};

/** Megabytes of heap while one key processes `rows` rows: the maximum over their second half. */
export const heapOver = async (rows) => {
  const detector = detectorOf();
  const normal = normalOf(seededRandom());
  const part = rows / 20;
  let most = 0;
  for (let from = 0; from < rows; from += part) {
    feed(detector, from, from + part, weekly, normal);
    if (from * 2 >= rows) most = Math.max(most, await bytes());
  }
  return most / 2 ** 20;
};

/** Kilobytes of one key after four weeks of five-minute rows, with or without the option `seasons`. */
export const keyKilobytes = async (keys, seasons) => {
  const normal = normalOf(seededRandom());
  feed(detectorOf({ seasons }), 0, day, weekly, normal);
  const before = await bytes();
  const detectors = Array.from({ length: keys }, () => detectorOf({ seasons }));
  for (const detector of detectors) feed(detector, 0, 28 * day, weekly, normal);
  const taken = (await bytes()) - before;
  // This use keeps the detectors alive until they are measured.
  if (detectors.length !== keys) throw new Error(`Expected ${keys} detectors; got ${detectors.length}.`);
  return taken / keys / 1_000;
};
