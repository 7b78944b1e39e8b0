import { Backoff, wait } from '@penstock/stream/internal';
import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { elasticsearchError } from '../errors.ts';
import type { ElasticsearchClient } from './client.ts';
import { failureCause, failureError, isPassing, toFailure } from './failure.ts';
import { withOwnSignal } from './own-signal.ts';

/** What is known of the server behind a client. */
export interface Server {
  /** Such as `9.5.3`; `undefined` where the login may not ask for it. */
  readonly version: string | undefined;
  /** Media types that this server takes. */
  readonly json: string;
  readonly ndjson: string;
}

/** How long {@link findServer} tries. */
export interface FindServerOptions {
  /** Milliseconds; `Infinity` for no limit. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  readonly scheduler?: SchedulerLike;
  readonly random?: () => number;
}

const found = new WeakMap<ElasticsearchClient, Server>();
const plain = { json: 'application/json', ndjson: 'application/x-ndjson' };
// Short, since the time to the first answer adds to that of every start.
const startWaits = { initialDelay: 100, maxDelay: 400, maxRetryAfter: 0 };
// A request that hangs is given up and made again, also where there is no limit to trying.
const longestAskMs = 60_000;

/** Asks a server for its version, once a client, trying for `timeout` as long as it is out of reach. */
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
          // A media type with a version is refused by servers older than it; the plain one by none.
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
      // A login that may only write cannot ask for the version, and can do without it.
      if (failure.status === 403) return { version: undefined, ...plain };
      if (!isPassing(failure)) throw failureError(failure, 'ask Elasticsearch for its version');
      const { elapsed } = backoff;
      const delay = backoff.next();
      if (delay === undefined || elapsed + delay >= timeout || signal?.aborted) {
        throw elasticsearchError(
          'PENSTOCK_UNREACHABLE',
          `Elasticsearch was not reached within ${timeout} ms: ${failure.reason}. Check the address and that the ` +
            'server is up, or raise startTimeout.',
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
      `The server is Elasticsearch ${String(version)}; expected 7.17 or later.`,
    );
  }
  if (major === 7) return { version: version as string, ...plain };
  // A later server goes on speaking the language of 9 when asked to.
  const compatible = `compatible-with=${Math.min(major, 9)}`;
  return {
    version: version as string,
    json: `application/vnd.elasticsearch+json; ${compatible}`,
    ndjson: `application/vnd.elasticsearch+x-ndjson; ${compatible}`,
  };
};
