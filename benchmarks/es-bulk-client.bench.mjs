// What writing costs the client: a server in another process takes bulk requests and stores nothing.
import { fork } from 'node:child_process';
import { Client, count, megabytes, writers } from './es-bulk/writers.mjs';

const server = await new Promise((resolve) => {
  const child = fork(new URL('peers/null-elasticsearch.mjs', import.meta.url));
  child.once('message', (url) => resolve({ url, stop: () => child.disconnect() }));
});

/** Thousand documents a processor second; tells how many megabytes and how many a second on the clock. */
const rate = (name, write) => async () => {
  const client = new Client({ node: server.url });
  const [processorBefore, began] = [process.cpuUsage(), performance.now()];
  await write(client, 'null');
  const { user, system } = process.cpuUsage(processorBefore);
  const seconds = (performance.now() - began) / 1_000;
  await client.close();
  const processorSeconds = (user + system) / 1e6;
  console.error(
    `  ${name}: ${(megabytes / processorSeconds).toFixed(0)} MB a processor second; ` +
      `${(count / seconds / 1_000).toFixed(0)} thousand documents, ${(megabytes / seconds).toFixed(0)} MB a second`,
  );
  return count / processorSeconds / 1_000;
};

export default {
  name: 'es-bulk-client',
  peer: 'client.bulk, 5,000 documents a request, 2 under way',
  unit: 'thousand documents a processor second',
  higherIsBetter: true,
  runs: 7,
  ours: rate('penstock', writers.penstock()),
  theirs: rate('client.bulk', writers.raw('5000:2')),
  close: server.stop,
};
