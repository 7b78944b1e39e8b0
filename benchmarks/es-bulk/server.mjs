// The server that all writers of `es-bulk` use, and the rate at which one of them writes to it.
import { startElasticsearch } from '../../tools/servers/dist/index.js';
import { Client } from '../measure/elasticsearch-client.mjs';
import { writersOf } from './writers.mjs';

let server;
let runs = 0;

/** Documents per second of one writer into a new index. */
export const rateOnServer = async (write, count) => {
  server ??= await startElasticsearch({ version: '9.5' });
  const client = new Client({ node: server.url });
  const index = `bench-${(runs += 1)}`;
  await client.indices.create({
    index,
    settings: { number_of_replicas: 0, refresh_interval: '-1', 'translog.durability': 'async' },
  });
  try {
    const began = performance.now();
    await write(client, index);
    return (count * 1_000) / (performance.now() - began);
  } finally {
    await client.indices.delete({ index });
    await client.close();
  }
};

/**
 * Returns the fastest setting `SIZE:CONCURRENCY` of a writer. Each setting runs once, after a warm-up of the server.
 */
export const fastestSetting = async (name, sizes, underWay, count) => {
  const writers = writersOf(count);
  const rate = (setting) => rateOnServer(writers[name](setting), count);
  const settings = sizes.flatMap((size) => underWay.map((number) => `${size}:${number}`));
  for (let round = 0; round < 8; round += 1) await rate(settings[0]);
  let best = { setting: '', rate: 0 };
  for (const setting of settings) {
    const found = await rate(setting);
    console.error(`  ${name} ${setting}: ${Math.round(found)} documents a second`);
    if (found > best.rate) best = { setting, rate: found };
  }
  return best.setting;
};

export const close = async () => {
  await server?.stop();
  server = undefined;
};
