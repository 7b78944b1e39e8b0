import type { ElasticsearchClient } from '../connection/client.ts';
import { findServer, type Server } from '../connection/server.ts';
import { elasticsearchError } from '../errors.ts';
import type { BulkSettings } from './options.ts';
import { sleep } from './retry.ts';
import type { BulkItem } from './verdict.ts';

/** The options that go into each request and not into its lines. */
export interface BulkTarget {
  readonly index: unknown;
  readonly pipeline?: string;
  readonly requireAlias?: boolean;
}

/** Sends bulk bodies and reads the answers. */
export class BulkRequest {
  readonly #client: ElasticsearchClient;
  readonly #settings: BulkSettings;
  readonly #path: string;
  readonly #query: Record<string, string | boolean>;
  #server: Server | undefined;

  constructor(client: ElasticsearchClient, { index, pipeline, requireAlias }: BulkTarget, settings: BulkSettings) {
    this.#client = client;
    this.#settings = settings;
    this.#path = typeof index === 'string' ? `/${encodeURIComponent(index)}/_bulk` : '/_bulk';
    this.#query = {
      // What the rest says of each document is known here already, and would be most of the answer.
      filter_path: 'errors,items.*.status,items.*.result,items.*.error',
      ...(pipeline !== undefined && { pipeline }),
      ...(requireAlias !== undefined && { require_alias: requireAlias }),
    };
  }

  /** Finds out how the server is to be spoken to; rejects when it is not reached in time. */
  async connect(signal: AbortSignal): Promise<void> {
    const { connectTimeout: timeout, scheduler } = this.#settings;
    this.#server = await findServer(this.#client, { timeout, signal, wait: (ms) => sleep(ms, scheduler, signal), now: () => scheduler.now() });
  }

  /** Resolves with one item a document, in order; rejects with the client's error. */
  async send(bulkBody: Buffer, documents: number, signal: AbortSignal): Promise<readonly BulkItem[]> {
    const { json, ndjson } = this.#server!;
    const answer = (await this.#client.transport.request(
      { method: 'POST', path: this.#path, querystring: this.#query, bulkBody },
      // Repeats are decided here, by document; one made below would be of the whole body.
      { headers: { accept: json, 'content-type': ndjson }, maxRetries: 0, requestTimeout: this.#settings.requestTimeout, signal, meta: true },
    )) as { readonly body: { readonly items?: ReadonlyArray<Record<string, BulkItem>> } };
    const items = answer.body?.items;
    if (!Array.isArray(items) || items.length !== documents) {
      throw elasticsearchError(
        'PENSTOCK_BAD_RESPONSE',
        `The answer to a bulk request of ${documents} documents has ${Array.isArray(items) ? items.length : 'no'} items. Their fate is unknown; they are not committed and come again. Is there a proxy in front of the server?`,
      );
    }
    return items.map((item) => Object.values(item as Record<string, BulkItem>)[0]!);
  }
}
