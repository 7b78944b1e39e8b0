import type { PenstockError } from '@penstock/stream';
import { retryAfterMs } from '@penstock/stream/internal';
import { elasticsearchError } from '../errors.ts';
import type { ElasticsearchErrorCode } from '../errors.ts';
import { serverReason } from './server-reason.ts';
import { tlsAdvice } from './tls-advice.ts';

/** An error of the client, reduced to what decides about a retry and the error message. */
export interface Failure {
  readonly kind: 'status' | 'connection' | 'tls' | 'timeout' | 'aborted' | 'product' | 'response';
  /** HTTP status if the server answered, else 0. */
  readonly status: number;
  /** Elasticsearch's name for the error, such as `index_not_found_exception`. */
  readonly type: string | undefined;
  readonly reason: string;
  /** The wait that the server asked for in `Retry-After`, milliseconds. */
  readonly retryAfter: number | undefined;
}

interface ClientError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly statusCode?: unknown;
  readonly body?: unknown;
  readonly headers?: Record<string, unknown>;
}

// Errors are matched by name, since two installed versions of the client have different classes.
const kinds: Record<string, Failure['kind']> = {
  ResponseError: 'status',
  ConnectionError: 'connection',
  NoLivingConnectionsError: 'connection',
  TimeoutError: 'timeout',
  RequestAbortedError: 'aborted',
  ProductNotSupportedError: 'product',
  DeserializationError: 'response',
};

/** Converts an error that the client has thrown; rethrows any other error. */
export const toFailure = (error: unknown): Failure => {
  const { name, message, statusCode, body, headers } = (error ?? {}) as ClientError;
  const named = kinds[String(name)];
  if (!named) throw error;
  const kind = named === 'connection' && tlsAdvice(String(message)) !== undefined ? 'tls' : named;
  const { type, reason } = errorOf(body);
  return {
    kind,
    status: typeof statusCode === 'number' ? statusCode : 0,
    type,
    // Some texts of OpenSSL end with a line break.
    reason: withoutLogin((reason ?? String(message)).trim()),
    retryAfter: askedWait(headers ?? {}),
  };
};

/** Creates the error for a failure that is not retried; `doing` completes "Could not …". */
export const failureError = (failure: Failure, doing: string): PenstockError<ElasticsearchErrorCode> => {
  const { kind, status, reason } = failure;
  const cause = failureCause(failure);
  const because = `Could not ${doing}: ${reason}`;
  if (kind === 'product') {
    return elasticsearchError(
      'PENSTOCK_NOT_ELASTICSEARCH',
      `${because}. The server does not identify itself as Elasticsearch 7.14 or later. Check the address.`,
      cause,
    );
  }
  if (kind === 'tls') return elasticsearchError('PENSTOCK_UNREACHABLE', `${because}. ${tlsAdvice(reason)}`, cause);
  if (status === 401) {
    return elasticsearchError(
      'PENSTOCK_UNAUTHORIZED',
      `${because} (401). The server refused the login. Check the user name and password, or the API key.`,
      cause,
    );
  }
  if (status === 403) {
    return elasticsearchError(
      'PENSTOCK_FORBIDDEN',
      `${because} (403). The login lacks a privilege, or the index is blocked. Grant the privilege, or lift the block.`,
      cause,
    );
  }
  if (failure.type === 'index_not_found_exception') {
    return elasticsearchError(
      'PENSTOCK_INDEX_MISSING',
      `${because} (${status}). Check the name, or create the index with ensureIndex.`,
      cause,
    );
  }
  if (kind === 'status' && status !== 429 && status < 500) {
    return elasticsearchError(
      'PENSTOCK_BAD_RESPONSE',
      `${because} (${status}). The server rejected the request.`,
      cause,
    );
  }
  if (kind === 'response') {
    return elasticsearchError(
      'PENSTOCK_BAD_RESPONSE',
      `${because}. The answer is not JSON. Check whether a proxy changes the answers of the server.`,
      cause,
    );
  }
  return elasticsearchError(
    'PENSTOCK_UNAVAILABLE',
    `${because}${status > 0 ? ` (${status})` : ''}. Check that the server is running and reachable.`,
    cause,
  );
};

/**
 * Converts a failure to the cause of an error. It omits the request, whose body may be large and whose headers contain
 * the login.
 */
export const failureCause = ({ kind, status, type, reason }: Failure): Error =>
  Object.assign(new Error(reason), { kind, status, type });

/** True if the same request may succeed later. */
export const isPassing = ({ kind, status }: Failure): boolean =>
  kind === 'connection' || kind === 'timeout' || status === 429 || status >= 500;

const errorOf = (body: unknown): { readonly type?: string; readonly reason?: string } => {
  const error = (body as { error?: unknown } | null | undefined)?.error;
  const type = (error as { type?: unknown } | null | undefined)?.type;
  const reason = serverReason(error);
  return { ...(typeof type === 'string' && { type }), ...(reason !== undefined && { reason }) };
};

const withoutLogin = (text: string): string => text.replaceAll(/\/\/[^/@\s]*@/g, '//');

const askedWait = ({ 'retry-after': after, date }: Record<string, unknown>): number | undefined => {
  const header = Array.isArray(after)
    ? after.map(String)
    : after === undefined || after === null
      ? undefined
      : String(after);
  return retryAfterMs(header, typeof date === 'string' ? { date } : {});
};
