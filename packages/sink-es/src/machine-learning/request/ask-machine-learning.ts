import { ask } from '../../connection/ask.ts';
import type { Answer, AskOptions } from '../../connection/ask.ts';
import type { ClientRequest, ElasticsearchClient } from '../../connection/client.ts';
import { failureError } from '../../connection/failure.ts';
import { serverReason } from '../../connection/server-reason.ts';
import { elasticsearchError } from '../../errors.ts';

/** The body of an answer that refuses a request. */
export interface Refusal {
  readonly error?: unknown;
}

/** Options of {@link askMachineLearning}. */
interface AskMachineLearningOptions extends AskOptions {
  /** True returns a conflict (409) instead of throwing it if the server has already done what the request asks for. */
  readonly orAlready?: boolean;
}

const refusals = [400, 403, 404, 405, 409];

/**
 * Sends one request to Elasticsearch's machine learning. Throws `PENSTOCK_ML_MISSING` if the server has no machine
 * learning, and `PENSTOCK_LICENSE_MISSING` if its licence does not cover it.
 */
export const askMachineLearning = async <Body>(
  client: ElasticsearchClient,
  request: ClientRequest,
  options: AskMachineLearningOptions,
): Promise<Answer<Body & Refusal>> => {
  const { doing, expect = [], orAlready = false } = options;
  const answer = await ask<Body & Refusal>(client, request, { ...options, expect: refusals });
  const { status, body } = answer;
  if (!refusals.includes(status)) return answer;
  const error = toServerError(body.error);
  if (isWithoutMachineLearning(error)) {
    throw elasticsearchError(
      'PENSTOCK_ML_MISSING',
      `Could not ${doing}: this Elasticsearch has no machine learning. Use the default distribution of Elastic, ` +
        'without xpack.ml.enabled: false. OpenSearch does not have this feature.',
    );
  }
  if (isWithoutLicence(status, error)) {
    throw elasticsearchError(
      'PENSTOCK_LICENSE_MISSING',
      `Could not ${doing}: ${error.reason}. Machine learning requires a Platinum, Enterprise or trial licence.`,
    );
  }
  if (expect.includes(status) || (orAlready && status === 409 && error.reason.includes('already been'))) return answer;
  if (status === 404 && error.type === 'resource_not_found_exception') {
    throw elasticsearchError('PENSTOCK_ML_NOT_FOUND', `Could not ${doing}: ${error.reason} (404). Check the id.`);
  }
  throw failureError({ kind: 'status', status, type: error.type, reason: error.reason, retryAfter: undefined }, doing);
};

interface ServerError {
  readonly type: string | undefined;
  readonly reason: string;
  readonly index: unknown;
  readonly lacks: unknown;
}

const toServerError = (error: unknown): ServerError => {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  return {
    type: typeof fields['type'] === 'string' ? fields['type'] : undefined,
    reason: serverReason(error) ?? 'refused',
    index: fields['index'],
    lacks: fields['license.expired.feature'],
  };
};

/**
 * A server without the module has no handler for its paths. Version 7 then reads most of these paths as paths of
 * documents in an index called `_ml`.
 */
const isWithoutMachineLearning = ({ reason, index }: ServerError): boolean =>
  index === '_ml' || /^(?:no handler found|Incorrect HTTP method) for uri \[\/_ml\//.test(reason);

const isWithoutLicence = (status: number, { reason, lacks }: ServerError): boolean =>
  status === 403 && (lacks !== undefined || reason.includes('license is non-compliant'));
