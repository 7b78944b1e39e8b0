import type { ElasticsearchClient } from '../../connection/client.ts';
import { serverReason } from '../../connection/server-reason.ts';
import { elasticsearchError } from '../../errors.ts';
import { askMachineLearning } from './ask-machine-learning.ts';
import { MachineLearningConflictError } from './machine-learning-conflict-error.ts';

/** Result of an `ensure…` function of machine learning. */
export interface EnsuredResource {
  readonly created: boolean;
  /** Paths of the properties that were changed, in Elasticsearch's own names. */
  readonly changed: readonly string[];
}

/** A wanted property and the existing one. */
export interface ComparedProperty {
  readonly property: string;
  readonly wanted: unknown;
  readonly found: unknown;
  readonly isSame: boolean;
  /** Body of the request that changes the property; `undefined` if it cannot be changed. */
  readonly update?: Readonly<Record<string, unknown>>;
}

/** A job, a datafeed or an analysis that `ensureResource` creates or changes. */
export interface Resource {
  /** Kind of the resource in messages, such as `anomaly job`. */
  readonly kind: string;
  readonly id: string;
  readonly path: string;
  /** Body of the request that creates it. */
  readonly body: Record<string, unknown>;
  /** Compares the resource with the answer to a GET request of `path`. */
  readonly compare: (answer: unknown) => readonly ComparedProperty[];
}

/** Creates a resource, or changes the existing one to the wanted one; a second call changes nothing. */
export const ensureResource = async (
  client: ElasticsearchClient,
  resource: Resource,
  signal: AbortSignal | undefined,
  isAgain = false,
): Promise<EnsuredResource> => {
  const { kind, id, path, body, compare } = resource;
  const what = `${kind} ${id}`;
  const there = await askMachineLearning(
    client,
    { method: 'GET', path },
    { doing: `read the ${what}`, expect: [404], signal },
  );
  if (there.status === 404) {
    const { status, body: made } = await askMachineLearning(
      client,
      { method: 'PUT', path, body },
      { doing: `create the ${what}`, expect: [400, 409], signal },
    );
    if (status < 400) return { created: true, changed: [] };
    const { type } = (made.error ?? {}) as { readonly type?: string };
    // Another client has created it in the meantime, and it may differ. If this happens twice, something else has this
    // name, such as a group of jobs.
    if (type === 'resource_already_exists_exception' && status === 400 && !isAgain)
      return ensureResource(client, resource, signal, true);
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `Elasticsearch refused to create the ${what}: ${serverReason(made.error)} (${status}).`,
    );
  }
  const different = compare(there.body).filter(({ isSame }) => !isSame);
  const fixed = different.filter(({ update }) => update === undefined);
  if (fixed.length > 0) {
    throw new MachineLearningConflictError(
      what,
      fixed,
      'Elasticsearch cannot change these properties. Choose another id, or change the wanted properties.',
    );
  }
  if (different.length === 0) return { created: false, changed: [] };
  const answer = await askMachineLearning(
    client,
    { method: 'POST', path: `${path}/_update`, body: merged(different.map(({ update }) => update!)) },
    { doing: `change the ${what}`, expect: [400, 409], signal },
  );
  if (answer.status >= 400) {
    throw new MachineLearningConflictError(
      what,
      different,
      `Elasticsearch refused the change: ${serverReason(answer.body.error)}.`,
    );
  }
  return { created: false, changed: different.map(({ property }) => property) };
};

/** Merges all updates into one body. Lists with the same name, such as lists of one detector, become one list. */
const merged = (updates: ReadonlyArray<Readonly<Record<string, unknown>>>): Record<string, unknown> => {
  const body: Record<string, unknown> = {};
  for (const [name, value] of updates.flatMap((update) => Object.entries(update))) {
    const before = body[name];
    body[name] =
      Array.isArray(before) && Array.isArray(value) ? [...(before as unknown[]), ...(value as unknown[])] : value;
  }
  return body;
};
