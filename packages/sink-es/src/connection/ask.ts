import type { ClientRequest, ElasticsearchClient } from './client.ts';
import { failureError, toFailure } from './failure.ts';
import { withOwnSignal } from './own-signal.ts';
import { findServer } from './server.ts';

/** An answer with its HTTP status. */
export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** Options of {@link ask}. */
export interface AskOptions {
  /** What the request does. It completes "Could not …" in an error. */
  readonly doing: string;
  /** Error statuses that are returned instead of thrown. */
  readonly expect?: readonly number[];
  /** Longest wait for the answer, milliseconds; default 60,000. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
}

const startTimeoutMs = 10_000;
const defaultTimeoutMs = 60_000;

/** Sends one request other than a bulk request, in the media type of the server's version. */
export const ask = async <Body>(
  client: ElasticsearchClient,
  request: ClientRequest,
  options: AskOptions,
): Promise<Answer<Body>> => {
  const { doing, expect = [], timeout = defaultTimeoutMs, signal } = options;
  try {
    const { json } = await findServer(client, { timeout: startTimeoutMs, ...(signal && { signal }) });
    const { statusCode, body } = (await withOwnSignal(signal, (own) =>
      client.transport.request(request, {
        headers: { accept: json, 'content-type': json },
        maxRetries: 1,
        requestTimeout: timeout,
        ignore: [...expect],
        meta: true,
        signal: own,
      }),
    )) as { readonly statusCode: number; readonly body: Body };
    return { status: statusCode, body };
  } catch (error) {
    signal?.throwIfAborted();
    throw failureError(toFailure(error), doing);
  }
};
