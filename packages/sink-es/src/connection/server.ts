import { Backoff } from '@penstock/stream/internal';
import { wait } from '@penstock/stream/internal/rxjs';
import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { elasticsearchError } from '../errors.ts';
import type { ElasticsearchClient } from './client.ts';
import { failureCause, failureError, isPassing, toFailure } from './failure.ts';
import { withOwnSignal } from './own-signal.ts';

/** The server that a client reaches. */
export interface Server {
  /** Version of the server, such as `9.5.3`; `undefined` if the login may not read it. */
  readonly version: string | undefined;
  /** Media types that this server accepts. */
  readonly json: string;
  readonly ndjson: string;
}

/** Options of {@link findServer}. */
export interface FindServerOptions {
  /** Longest time to try, milliseconds; `Infinity` for no limit. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  readonly scheduler?: SchedulerLike;
  readonly random?: () => number;
}

const found = new WeakMap<ElasticsearchClient, Server>();
const plain = { json: 'application/json', ndjson: 'application/x-ndjson' };
// The waits are short, since every start waits for this first answer.
const startWaits = { initialDelay: 100, maxDelay: 400, maxRetryAfter: 0 };
// A single attempt has a limit, so that a request that hangs is repeated even if `timeout` is Infinity.
const longestAskMs = 60_000;

/** Reads the version of the server, once per client. Retries for up to `timeout` while the server is unreachable. */
export const findServer = async (client: ElasticsearchClient, options: FindServerOptions): Promise<Server> => {
  const known = found.get(client);
  if (known) return known;
  const { timeout, signal, scheduler = asyncScheduler, random = Math.random } = options;
  const backoff = new Backoff({ ...startWaits, giveUpAfter: timeout }, { now: () => scheduler.now(), random });
  for (;;) {
    try {
      const answer = (await withOwnSignal(signal, (own) =>
        client.transport.request(
          { method: 'GET', path: '/' },
          // A server refuses media types of later versions; every server accepts the plain one.
          {
            headers: { accept: plain.json, 'content-type': plain.json },
            maxRetries: 0,
            requestTimeout: Math.min(longestAskMs, Math.max(1, timeout - backoff.elapsed)),
            meta: true,
            signal: own,
          },
        ),
      )) as { readonly body: { readonly version?: { readonly number?: unknown } } };
      const server = toServer(answer.body?.version?.number);
      found.set(client, server);
      return server;
    } catch (error) {
      const failure = toFailure(error);
      // A login that may only write cannot read the version. The plain media types work without it.
      if (failure.status === 403) return { version: undefined, ...plain };
      if (!isPassing(failure)) throw failureError(failure, 'ask Elasticsearch for its version');
      const { elapsed } = backoff;
      const delay = backoff.next();
      if (delay === undefined || elapsed + delay >= timeout || signal?.aborted) {
        throw elasticsearchError(
          'PENSTOCK_UNREACHABLE',
          `Could not reach Elasticsearch within ${timeout} ms: ${failure.reason}. Check the address and that the ` +
            'server is running. With toElasticsearch, startTimeout sets this limit.',
          failureCause(failure),
        );
      }
      await wait(delay, { scheduler, ...(signal && { signal }) });
    }
  }
};

const toServer = (version: unknown): Server => {
  const [major = 0, minor = 0] = typeof version === 'string' ? version.split('.').map(Number) : [];
  if (!(major > 7 || (major === 7 && minor >= 17))) {
    throw elasticsearchError(
      'PENSTOCK_VERSION_UNSUPPORTED',
      `Expected Elasticsearch 7.17 or later; got version ${String(version)}. Upgrade the server, or check the address.`,
    );
  }
  if (major === 7) return { version: version as string, ...plain };
  // A server of a later major version is asked for the formats of version 9.
  const compatible = `compatible-with=${Math.min(major, 9)}`;
  return {
    version: version as string,
    json: `application/vnd.elasticsearch+json; ${compatible}`,
    ndjson: `application/vnd.elasticsearch+x-ndjson; ${compatible}`,
  };
};
