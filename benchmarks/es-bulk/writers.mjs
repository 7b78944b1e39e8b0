// The writers that `es-bulk` compares, and the documents that they write.
import { deliver, run } from '../../packages/stream/dist/index.js';
import { toElasticsearch } from '../../packages/sink-es/dist/index.js';

/** A document such as the report's, about 150 bytes of JSON. */
export const documentAt = (n) => ({
  Date: `2014-09-${String((n % 28) + 1).padStart(2, '0')}`,
  Open: 465.864 + n,
  High: 468.174 + n,
  Low: 452.422 + n,
  Close: 457.334 + n,
  'Adj Close': 457.334 + n,
  Volume: 21_056_800 + n,
});
export const idAt = (n) => `2014-09-17-${n}`;

/** The functions with which each writer writes `count` documents into an index, with a setting `SIZE:CONCURRENCY`. */
export const writersOf = (count) => {
  const documents = Array.from({ length: count }, (_, n) => documentAt(n));
  const ids = documents.map((_, n) => idAt(n));
  return {
    /** SIZE is the number of documents in a request. Without a setting the defaults are used. */
    penstock: (setting) => async (client, index) => {
      const [maxBatch, concurrency, maxInFlight = 10_000] = setting?.split(':').map(Number) ?? [];
      let n = 0;
      // The other writers do not refresh the index.
      const options = { index, refresh: false, ...(maxBatch && { maxBatch }), ...(concurrency && { concurrency }) };
      await run(deliver(documents, { id: () => ids[n++], maxInFlight }), toElasticsearch(client, options));
    },
    /** SIZE is the number of bytes in a request. */
    helper: (setting) => async (client, index) => {
      const [flushBytes, concurrency] = setting.split(':').map(Number);
      let n = 0;
      const { successful } = await client.helpers.bulk({
        datasource: documents,
        onDocument: () => ({ index: { _index: index, _id: ids[n++] } }),
        flushBytes,
        concurrency,
      });
      if (successful !== count)
        throw new Error(`Expected the helper to write ${count} documents; it wrote ${successful}.`);
    },
    /** SIZE is the number of documents in a request. */
    raw: (setting) => async (client, index) => {
      const [size, underWay] = setting.split(':').map(Number);
      let next = 0;
      const work = async () => {
        while (next < count) {
          const from = next;
          next += size;
          const operations = [];
          for (let n = from; n < Math.min(count, from + size); n += 1)
            operations.push({ index: { _id: ids[n] } }, documents[n]);
          const { errors } = await client.bulk({ index, operations });
          if (errors) throw new Error('Elasticsearch rejected a document of client.bulk.');
        }
      };
      await Promise.all(Array.from({ length: underWay }, work));
    },
  };
};
