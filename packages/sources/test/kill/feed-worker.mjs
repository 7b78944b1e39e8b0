// Writes the ticks of a feed into a file: node feed-worker.mjs HOST FOLDER FILE
import { run, toSink } from '@penstock/stream';
import { filePositions, webSocketFeed } from '@penstock/sources/exchange';
import { appendFile } from 'node:fs/promises';

const [host, folder, file] = process.argv.slice(2);
const ticks = webSocketFeed({
  name: 'ticks',
  url: `ws://${host}`,
  parse: (message) => JSON.parse(message).ticks ?? [],
  id: ({ id }) => id,
  time: ({ time }) => time,
  order: 'consecutive',
  since: 0,
  store: filePositions(folder),
  commitEvery: 10,
  retry: { initialDelay: 1, maxDelay: 20 },
  async backfill(_lane, place, signal) {
    const from = 'after' in place ? place.after.id : 0;
    const response = await fetch(`http://${host}/ticks?from=${from}`, { signal });
    const values = await response.json();
    return { values, reaches: 'since' in place, more: values.length === 100 };
  },
  onReport: (report) => report.kind === 'gap' && process.exit(1),
});
const write = toSink(
  (batch) => appendFile(file, batch.map(({ id, position }) => `${id} ${position.offset}\n`).join('')),
  { maxBatch: 20, maxAge: 5 },
);
process.stdout.write('running\n');
await run(ticks, write);
