import { retryAfterMs } from '@penstock/stream/internal';
import type { PenstockError } from '@penstock/stream';
import { elasticsearchError } from '../errors.ts';
import type { ElasticsearchErrorCode } from '../errors.ts';
import { serverReason } from './server-reason.ts';

/** An error of the client, brought to what decisions are made on. */
export interface Failure {
  readonly kind: 'status' | 'connection' | 'certificate' | 'timeout' | 'aborted' | 'product' | 'response';
  /** HTTP status where the server answered, else 0. */
  readonly status: number;
  /** Elasticsearch's name of the error, such as `index_not_found_exception`. */
  readonly type: string | undefined;
  readonly reason: string;
  /** What the server asked to wait, milliseconds. */
  readonly retryAfter: number | undefined;
}

interface ClientError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly statusCode?: unknown;
  readonly body?: unknown;
  readonly headers?: Record<string, unknown>;
}

// By name, since the classes of two installed clients are not the same.
const kinds: Record<string, Failure['kind']> = {
  ResponseError: 'status',
  ConnectionError: 'connection',
  NoLivingConnectionsError: 'connection',
  TimeoutError: 'timeout',
  RequestAbortedError: 'aborted',
  ProductNotSupportedError: 'product',
  DeserializationError: 'response',
};

/** Reads an error thrown by the client; anything that is not the client's is thrown on. */
export const toFailure = (error: unknown): Failure => {
  const { name, message, statusCode, body, headers } = (error ?? {}) as ClientError;
  const named = kinds[String(name)];
  if (!named) throw error;
  const kind = named === 'connection' && isOfCertificate(String(message)) ? 'certificate' : named;
  const { type, reason } = errorOf(body);
  return {
    kind,
    status: typeof statusCode === 'number' ? statusCode : 0,
    type,
    reason: withoutLogin(reason ?? String(message)),
    retryAfter: askedWait(headers ?? {}),
  };
};

// The client drops the code of an error of TLS and keeps its text: OpenSSL's for a certificate that is not trusted or
// is out of date, Node's for one of another name.
const isOfCertificate = (message: string): boolean => /\bcertificate\b/i.test(message);

/** The error of a failure that trying again does not mend; `doing` completes "could not …". */
export const failureError = (failure: Failure, doing: string): PenstockError<ElasticsearchErrorCode> => {
  const { kind, status, reason } = failure;
  const cause = failureCause(failure);
  const because = `Could not ${doing}: ${reason}`;
  if (kind === 'product') {
    return elasticsearchError(
      'PENSTOCK_NOT_ELASTICSEARCH',
      `${because}. The server does not say that it is Elasticsearch 7.14 or later; check the address.`,
      cause,
    );
  }
  if (kind === 'certificate') {
    return elasticsearchError(
      'PENSTOCK_UNREACHABLE',
      // Java sends an alert where the certificate of this client is missing or not trusted.
      /\balert\b/.test(reason)
        ? `${because}. The server needs a certificate of this client that it trusts: give it in tls.cert and tls.key ` +
            'of the client.'
        : `${because}. The connection needs a certificate that this client trusts: give the authority that signed it ` +
            'in tls.ca of the client, and reach the server by a name that the certificate has.',
      cause,
    );
  }
  if (status === 401) {
    return elasticsearchError(
      'PENSTOCK_UNAUTHORIZED',
      `${because} (401). The login was refused: check user and password or the API key of the client.`,
      cause,
    );
  }
  if (status === 403) {
    return elasticsearchError(
      'PENSTOCK_FORBIDDEN',
      `${because} (403). The login lacks a privilege for this, or the index does not allow it.`,
      cause,
    );
  }
  if (failure.type === 'index_not_found_exception') {
    return elasticsearchError(
      'PENSTOCK_INDEX_MISSING',
      `${because} (${status}). Check the name, or make the index first with ensureIndex.`,
      cause,
    );
  }
  if (kind === 'status' && status !== 429 && status < 500) {
    return elasticsearchError(
      'PENSTOCK_BAD_RESPONSE',
      `${because} (${status}). The server did not take the request.`,
      cause,
    );
  }
  if (kind === 'response') {
    return elasticsearchError(
      'PENSTOCK_BAD_RESPONSE',
      `${because}. The answer is not JSON; is there a proxy in front of the server?`,
      cause,
    );
  }
  return elasticsearchError(
    'PENSTOCK_UNAVAILABLE',
    `${because}${status > 0 ? ` (${status})` : ''}. The server did not serve the request; is it up and reached?`,
    cause,
  );
};

/**
 * A failure as the cause of an error: without the request, whose body may be large and whose headers have the login.
 */
export const failureCause = ({ kind, status, type, reason }: Failure): Error =>
  Object.assign(new Error(reason), { kind, status, type });

/** True where the same request may succeed later. */
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
