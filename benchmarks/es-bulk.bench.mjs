// Writing documents with ids to Elasticsearch 9.5: toElasticsearch, the official helper and client.bulk, each with the
// fastest of several settings, on one server. `client` measures the cost of the client alone.
const onServer = async (options, theirWriter, peer) => {
  const { rateOnServer } = await import('./es-bulk/server.mjs');
  const { writersOf } = await import('./es-bulk/writers.mjs');
  const { penstock, [theirWriter.name]: theirs } = writersOf(options.records);
  return {
    peer,
    unit: 'documents a second',
    higherIsBetter: true,
    ours: () => rateOnServer(penstock(), options.records),
    theirs: () => rateOnServer(theirs(theirWriter.setting), options.records),
  };
};

const fastest = async (options, name, sizes, underWay) =>
  (await import('./es-bulk/server.mjs')).fastestSetting(name, sizes, underWay, options.records);

export default {
  about: 'writes documents of 150 bytes with ids to Elasticsearch',
  options: {
    records: { default: 200_000, about: 'documents to write' },
    helper: { default: '', about: 'BYTES:CONCURRENCY of helpers.bulk; default: the fastest of twelve' },
    raw: { default: '', about: 'DOCUMENTS:CONCURRENCY of client.bulk; default: the fastest of six' },
    fixed: { default: '', about: 'open requests of the sink with a fixed number; default: the fastest of four' },
  },
  runs: 7,
  variants: {
    helper: async (options) => {
      const sizes = [300_000, 1_000_000, 5_000_000];
      const setting = options.helper || (await fastest(options, 'helper', sizes, [1, 2, 4, 8]));
      const [bytes, underWay] = setting.split(':');
      return onServer(
        options,
        { name: 'helper', setting },
        `helpers.bulk, ${bytes} bytes per request, ${underWay} requests open`,
      );
    },
    raw: async (options) => {
      const setting = options.raw || (await fastest(options, 'raw', [2_500, 5_000], [1, 2, 4]));
      const [size, underWay] = setting.split(':');
      return onServer(
        options,
        { name: 'raw', setting },
        `client.bulk, ${size} documents per request, ${underWay} requests open`,
      );
    },
    adaptive: async (options) => {
      const fixed = options.fixed || (await fastest(options, 'penstock', [2_500], [1, 2, 4, 8])).split(':')[1];
      const writer = { name: 'penstock', setting: `2500:${fixed}` };
      return onServer(options, writer, `toElasticsearch with ${fixed} requests open`);
    },
    client: async ({ records }) => {
      const { processorRate } = await import('./es-bulk/null-server.mjs');
      const { writersOf } = await import('./es-bulk/writers.mjs');
      const { penstock, raw } = writersOf(records);
      return {
        peer: 'client.bulk, 5,000 documents per request, 2 requests open',
        unit: 'documents a processor second',
        higherIsBetter: true,
        ours: () => processorRate('penstock', penstock(), records),
        theirs: () => processorRate('client.bulk', raw('5000:2'), records),
      };
    },
  },
  close: async () => {
    await (await import('./es-bulk/server.mjs')).close();
    (await import('./es-bulk/null-server.mjs')).close();
  },
};
