// The cost of the client alone: a server in another process accepts bulk requests and stores nothing.
import { fork } from 'node:child_process';
import { Client } from '../measure/elasticsearch-client.mjs';
import { processorSeconds } from '../measure/processor-seconds.mjs';
import { documentAt, idAt } from './writers.mjs';

let starting;

const start = () =>
  new Promise((resolve) => {
    const child = fork(new URL('../peers/null-elasticsearch.mjs', import.meta.url));
    child.once('message', (url) => resolve({ url, stop: () => child.disconnect() }));
  });

/** Size of all bodies together, in megabytes. */
const megabytesOf = (count) => {
  let bytes = 0;
  for (let n = 0; n < count; n += 1)
    bytes += JSON.stringify({ index: { _id: idAt(n) } }).length + JSON.stringify(documentAt(n)).length + 2;
  return bytes / 1e6;
};

/** Documents per processor second. Prints the megabytes, and both figures per second of wall time. */
export const processorRate = async (name, write, count) => {
  const server = await (starting ??= start());
  const client = new Client({ node: server.url });
  const began = performance.now();
  const { seconds: processor } = await processorSeconds(() => write(client, 'null'));
  const seconds = (performance.now() - began) / 1_000;
  await client.close();
  const megabytes = megabytesOf(count);
  console.error(
    `  ${name}: ${(megabytes / processor).toFixed(0)} MB a processor second; ` +
      `${(count / seconds / 1_000).toFixed(0)} thousand documents, ${(megabytes / seconds).toFixed(0)} MB a second`,
  );
  return count / processor;
};

export const close = () => {
  void starting?.then((server) => server.stop());
  starting = undefined;
};
