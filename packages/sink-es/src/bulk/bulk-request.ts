import { longestClientTimeout } from '../connection/client.ts';
import type { ClientRequest, ElasticsearchClient } from '../connection/client.ts';
import { withOwnSignal } from '../connection/own-signal.ts';
import { findServer } from '../connection/server.ts';
import type { Server } from '../connection/server.ts';
import { elasticsearchError } from '../errors.ts';
import { claimOffsets } from './document/offset-origin.ts';
import type { OffsetOrigin } from './options.ts';
import type { BulkSettings } from './settings.ts';
import type { BulkItem, ItemError } from './answer/verdict.ts';

/** The options that apply to a whole request instead of single documents. */
export interface BulkTarget {
  readonly index: unknown;
  readonly opType?: unknown;
  readonly origin?: OffsetOrigin;
  readonly pipeline?: unknown;
  readonly requireAlias?: boolean;
}

/** Sends bulk requests and reads the answers. */
export class BulkRequest {
  readonly #client: ElasticsearchClient;
  readonly #settings: BulkSettings;
  readonly #path: string;
  readonly #query: Record<string, string | boolean>;
  readonly #target: BulkTarget;
  #server: Server | undefined;

  constructor(client: ElasticsearchClient, target: BulkTarget, settings: BulkSettings) {
    const { index, opType, pipeline, requireAlias } = target;
    this.#target = target;
    this.#client = client;
    this.#settings = settings;
    this.#path = typeof index === 'string' ? `/${encodeURIComponent(index)}/_bulk` : '/_bulk';
    this.#query = {
      // The other fields repeat what the sink already knows, and would be most of the answer.
      filter_path:
        'errors,items.*.status,items.*.result,items.*.failure_store,items.*.error' +
        (opType === 'create' || typeof opType === 'function' ? ',items.*._index' : ''),
      ...(typeof pipeline === 'string' && { pipeline }),
      ...(requireAlias !== undefined && { require_alias: requireAlias }),
    };
  }

  /** Finds the server's version and claims the offsets of `origin`; rejects if the server is not reached in time. */
  async connect(signal: AbortSignal): Promise<void> {
    await this.#find(signal);
    const { index, origin } = this.#target;
    if (origin) await claimOffsets(this.#client, index as string, origin, signal);
  }

  /** Sends documents and resolves with one item per document, in order; rejects with the client's error. */
  async send(bulkBody: Buffer, documents: number, signal: AbortSignal): Promise<readonly BulkItem[]> {
    const { json, ndjson } = this.#server!;
    const answer = (await this.#ask(
      { method: 'POST', path: this.#path, querystring: this.#query, bulkBody },
      { accept: json, 'content-type': ndjson },
      signal,
    )) as { readonly body: { readonly items?: ReadonlyArray<Record<string, BulkItem>> } };
    const items = answer.body?.items;
    if (!Array.isArray(items) || items.length !== documents) {
      throw elasticsearchError(
        'PENSTOCK_BAD_RESPONSE',
        `Expected ${documents} items in the answer to a bulk request of ${documents} documents; got ` +
          `${Array.isArray(items) ? items.length : 'none'}. The documents may or may not be written; they are not ` +
          'committed, and the next run sends them again. Check whether a proxy changes the answers of the server.',
      );
    }
    return items.map((item) => Object.values(item as Record<string, BulkItem>)[0]!);
  }

  /** Reads the stored documents at these addresses, in order; rejects with the client's error. */
  async stored(docs: readonly StoredAddress[], signal: AbortSignal): Promise<readonly StoredDocument[]> {
    const { json } = this.#server!;
    const request = { method: 'POST', path: '/_mget', body: { docs } };
    const answer = (await this.#ask(request, { accept: json, 'content-type': json }, signal)) as ReadAnswer;
    return answer.body.docs.map(({ found, _source: source, error }) => ({ source: found ? source : undefined, error }));
  }

  /** Resolves with the reason if some shards failed to refresh, else `undefined`; rejects with the client's error. */
  async refresh(names: readonly string[], signal: AbortSignal): Promise<string | undefined> {
    // A run that wrote nothing has not looked up the server yet.
    const { json } = this.#server ?? (await this.#find(signal));
    const request = { method: 'POST', path: `/${names.map(encodeURIComponent).join(',')}/_refresh` };
    const answer = (await this.#ask(request, { accept: json, 'content-type': json }, signal)) as RefreshAnswer;
    const { total, failed = 0, failures = [] } = answer.body?.['_shards'] ?? {};
    if (failed === 0) return undefined;
    return `${failed} of ${total} shards failed: ${failures[0]?.reason?.reason ?? 'no reason given'}`;
  }

  async #find(signal: AbortSignal): Promise<Server> {
    const { startTimeout: timeout, scheduler, random } = this.#settings;
    this.#server = await findServer(this.#client, { timeout, signal, scheduler, random });
    return this.#server;
  }

  #ask(request: ClientRequest, headers: Record<string, string>, signal: AbortSignal): Promise<unknown> {
    const { requestTimeout } = this.#settings;
    // The sink retries single documents; a retry by the client would send the whole body again.
    return withOwnSignal(signal, (own) =>
      this.#client.transport.request(request, {
        headers,
        maxRetries: 0,
        requestTimeout: Math.min(requestTimeout, longestClientTimeout),
        signal: own,
        meta: true,
      }),
    );
  }
}

/** Result of reading a document. Without `source` the document is missing, or `error` says why it cannot be read. */
export interface StoredDocument {
  readonly source: Record<string, unknown> | undefined;
  readonly error: ItemError | undefined;
}

interface ReadAnswer {
  readonly body: {
    readonly docs: ReadonlyArray<{
      readonly found?: boolean;
      readonly _source?: Record<string, unknown>;
      readonly error?: ItemError;
    }>;
  };
}

interface RefreshAnswer {
  readonly body?: {
    readonly _shards?: {
      readonly total?: number;
      readonly failed?: number;
      readonly failures?: ReadonlyArray<{ readonly reason?: { readonly reason?: string } }>;
    };
  };
}

/** The address of a document, in Elasticsearch's own names. */
export interface StoredAddress {
  readonly _index: string;
  readonly _id: string;
  readonly routing?: string;
}
