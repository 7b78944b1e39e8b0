// A process for the test to kill. It forecasts the series of two partitions. State, positions and results are in a
// folder that the next process uses too. With `--forget`, the operator state is lost, and the forecasts must differ.
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lstm, wasmEngine } from '@penstock/forecast';
import { forecastEvery } from '@penstock/forecast/flow';
import { createFlow, run, toSink } from '@penstock/stream';
import { fileStore } from '@penstock/stream/node';

const [folder, life, mode] = process.argv.slice(2);
const day = 86_400_000;
const results = join(folder, 'results');
const positions = join(folder, 'positions');
await mkdir(results, { recursive: true });
await mkdir(positions, { recursive: true });

/** The rows of a partition, the same each time: two daily series, one row of each in turn. */
const rowsOf = (partition) =>
  Array.from({ length: 160 }, (_, i) => ({
    key: `series ${partition}${i % 2}`,
    time: Date.UTC(2020, 0, 1) + Math.floor(i / 2) * day,
    value: 100 + partition + 10 * Math.sin(i / 5) + ((i * 7_919) % 13),
  }));

const positionOf = async (partition) =>
  Number(await readFile(join(positions, `${partition}`), 'utf8').catch(() => '0'));

const port = {
  async start(output) {
    const starts = await Promise.all(
      [0, 1].map(async (partition) => ({ topic: 'rows', partition, offset: await positionOf(partition) })),
    );
    const lanes = await output.assign(starts);
    for (let offset = 0; offset < 160; offset += 1) {
      for (const { partition, offset: begun } of starts) {
        if (offset < begun || !(await output.ready())) continue;
        const value = rowsOf(partition)[offset];
        lanes[partition].next({ value, offset, key: value.key, time: value.time });
      }
      if (output.signal.aborted) return;
      // Slows the run down, so that a kill also hits it between rows and not only during fits.
      if (mode !== '--at-once') await sleep(1);
    }
  },
  async commit(committed) {
    for (const { partition, offset } of committed) {
      const file = join(positions, `${partition}`);
      await writeFile(`${file}.tmp`, String(offset));
      await rename(`${file}.tmp`, file);
    }
    console.log('committed');
  },
};

const engine = wasmEngine({ reproducible: true });
const fit = (rows, signal) => lstm.fit(rows, { transforms: [], window: 4, units: 2, epochs: 3, engine, signal });
// The default engine rounds differently in Node 22 and later, so a model is loaded with the engine that fitted it.
const forecaster = { fit, load: (saved) => lstm.load(saved, { engine }) };

console.log('running');
await run(
  createFlow(port, {
    commitEvery: 5,
    maxInFlight: 40,
    ...(mode === '--forget' ? { state: 'volatile' } : { stateStore: fileStore(join(folder, 'state')) }),
  }),
  forecastEvery({
    forecaster,
    fit,
    value: ({ value }) => value,
    every: '1d',
    horizon: 2,
    refit: '15d',
    history: 40,
    swap: 2,
  }),
  toSink(
    async (batch) => {
      await appendFile(
        join(results, `${life}.ndjson`),
        batch
          .map(({ id, value: { last, forecast, fittedUntil } }) => {
            const { times, mean } = forecast;
            return `${JSON.stringify({ id, last, times: [...times], mean: [...mean], fittedUntil })}\n`;
          })
          .join(''),
      );
      console.log('wrote');
    },
    { maxBatch: 8, maxAge: 3 },
  ),
);
