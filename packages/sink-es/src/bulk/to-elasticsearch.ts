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

/** A sink with counters. */
export interface ElasticsearchSink<T> extends Sink<T> {
  readonly counts: Readonly<BulkCounts>;
}

/**
 * Creates a sink that writes each record as a document, and settles the record by the server's answer to this document.
 *
 * A request is sent when `maxBatch` documents or `maxBytes` bytes are buffered, when the oldest document has waited
 * `maxAge`, when the source has no credit left, and at the end. Two writes of one id are never in flight at the same
 * time, so their order is kept.
 *
 * How each answer of the server is handled:
 * - 429, 5xx, no connection, no answer in time: the sink sends the request again after growing delays, for as long as
 *   `retry` allows. Meanwhile the source waits.
 * - 413, or a request refused as a whole (400): the sink sends the request again in halves. It rejects a document that
 *   is refused alone.
 * - 400, 404, a mapping error, a failing ingest processor: the record is rejected with `PENSTOCK_DOCUMENT_REJECTED`.
 * - 409 on `update`: the sink sends the document again.
 * - 409 on `create`: `unchanged` if the index has the same document, else the record is rejected.
 * - 409 with an external version: `unchanged`, since the index has the same or a newer write.
 * - 404 on `delete`: `unchanged`. Deleting a missing document counts as success.
 * - 401: the flow errors, and the next run reads the uncommitted records again.
 * - 403, a wrong index, alias, pipeline or routing: the flow errors, as with 401. If a function of the options computed
 *   the wrong target from the record, only that record is rejected.
 *
 * When the source has ended, the sink refreshes the written indices, so that a search right after the run finds the
 * documents. If the server refuses a refresh, the sink calls `onRefreshFailed`; the flow does not fail.
 *
 * A receipt is `unchanged` if nothing had to be written. `sink.counts` counts created and updated documents separately.
 * Writes are as durable as the index: with Elasticsearch's default, `translog.durability: request`, an acknowledged
 * write survives a restart.
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
 * // Without a mapping the first document decides: a close of 465 makes the field a long, which cannot hold 465.9.
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
