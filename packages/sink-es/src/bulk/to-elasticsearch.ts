import type { Sink } from '@penstock/stream';
import { batchingSink } from '@penstock/stream/sink';
import type { ElasticsearchClient } from '../connection/client.ts';
import type { BulkBody } from './bulk-body.ts';
import { BulkRequest } from './bulk-request.ts';
import { noCounts } from './counts.ts';
import type { BulkCounts } from './counts.ts';
import { BulkWriter } from './bulk-writer.ts';
import { encoder } from './document/document.ts';
import type { BulkDocument } from './document/document.ts';
import type { ToElasticsearchOptions } from './options.ts';
import { toBulkSettings } from './settings.ts';

/** A sink that also counts what it did. */
export interface ElasticsearchSink<T> extends Sink<T> {
  readonly counts: Readonly<BulkCounts>;
}

/**
 * The sink that writes each record as a document and settles it by the server's own answer to it.
 *
 * Requests leave when `maxBatch` documents or `maxBytes` are there, when the oldest has waited `maxAge`, when the
 * source is starved and at the end. Two writes of one id are never under way together, so neither overtakes the other.
 *
 * What follows each answer of the server:
 * - 429, 5xx, no connection, no answer in time: the request is sent again after growing delays, for as long as `retry`
 *   says; the source waits.
 * - 413, or a request refused as a whole (400): it is sent again in halves; a document refused alone is rejected.
 * - 400, 404, a mapping error, a failing ingest processor: the record is rejected with `PENSTOCK_DOCUMENT_REJECTED`.
 * - 409 on `update`: the document is sent again.
 * - 409 on `create`: `unchanged` if the index has the same document, else rejected.
 * - 409 with an external version: `unchanged`, since the index has a newer write.
 * - 404 on `delete`: `unchanged`.
 * - 401, 403, a wrong index, alias, pipeline or routing: the flow errors at once, and uncommitted records come again.
 *   Where a function named the target for the record, only that record is rejected.
 *
 * When the source has ended, the indices that were written are refreshed, so that a search right after the run finds
 * the documents. What the server does not refresh is reported to `onRefreshFailed`, and never fails the flow.
 *
 * A receipt is `unchanged` where the index had the document already. `sink.counts` tells created from updated. As
 * durable as the index: with Elasticsearch's default, `translog.durability: request`, an answered write survives a
 * restart.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once. The flow errors with `PENSTOCK_UNREACHABLE`, `PENSTOCK_UNAUTHORIZED`,
 * `PENSTOCK_FORBIDDEN`, `PENSTOCK_NOT_ELASTICSEARCH`, `PENSTOCK_VERSION_UNSUPPORTED`, `PENSTOCK_INDEX_MISSING`,
 * `PENSTOCK_TARGET_REFUSED` (a closed index, an alias without a write index, a missing pipeline, …),
 * `PENSTOCK_VERSION_ORIGIN_CHANGED`, `PENSTOCK_UNAVAILABLE` or `PENSTOCK_BAD_RESPONSE`.
 *
 * @example
 * ```ts
 * import { Client } from '@elastic/elasticsearch';
 *
 * const client = new Client({ node: 'http://127.0.0.1:9200' });
 * const numbers = {
 *   open: 'double',
 *   high: 'double',
 *   low: 'double',
 *   close: 'double',
 *   adjClose: 'double',
 *   volume: 'double',
 * } as const;
 * // Without it the first document decides: a close of 465 makes a long, which has no room for 465.9.
 * await ensureIndex(client, {
 *   index: 'btc-usd',
 *   mapping: mapping<Candle>({ time: { type: 'date', format: 'epoch_millis' }, ...numbers }),
 * });
 *
 * const sink = toElasticsearch<Candle>(client, { index: 'btc-usd' });
 * await run(deliver(candles, { id: ({ time }) => new Date(time).toISOString() }), sink);
 * console.log(`${sink.counts.created} created, ${sink.counts.updated} updated`);
 * ```
 */
export const toElasticsearch = <T>(
  client: ElasticsearchClient,
  options: ToElasticsearchOptions<T>,
): ElasticsearchSink<T> => {
  const settings = toBulkSettings(options);
  const encode = encoder(options);
  const counts = noCounts();
  const { maxBatch, maxBytes, maxAge, scheduler } = settings;
  const sink = batchingSink<T, BulkDocument, BulkBody>(
    () => new BulkWriter(encode, new BulkRequest(client, options, settings), settings, counts),
    { maxBatch, maxBytes, maxAge, scheduler },
  );
  return Object.assign(sink, { counts });
};
