/** One request as the official client's transport takes it. */
export interface ClientRequest {
  readonly method: string;
  readonly path: string;
  readonly querystring?: Record<string, string | number | boolean>;
  readonly body?: Record<string, unknown>;
  /** Lines of JSON, already encoded. */
  readonly bulkBody?: Buffer;
}

/** The longest timeout that the client supports, milliseconds. A longer one would end at once. */
export const longestClientTimeout = 2_147_483_647;

/** The options of a request that this package uses. */
export interface ClientRequestOptions {
  readonly headers: Record<string, string>;
  readonly maxRetries: number;
  readonly requestTimeout: number;
  readonly signal?: AbortSignal;
  readonly ignore?: number[];
  readonly meta: true;
}

/**
 * The part of `Client` of `@elastic/elasticsearch` (8.19 or 9) that this package uses.
 *
 * Requests go through the client's transport, so its nodes, login, TLS, proxy, compression and diagnostics apply. The
 * method `request` is the same in all major versions of the client.
 *
 * @example
 * ```ts
 * import { Client } from '@elastic/elasticsearch';
 *
 * const client: ElasticsearchClient = new Client({ node: 'http://127.0.0.1:9200' });
 * ```
 */
export interface ElasticsearchClient {
  readonly transport: {
    request(request: ClientRequest, options: ClientRequestOptions): Promise<unknown>;
  };
}
