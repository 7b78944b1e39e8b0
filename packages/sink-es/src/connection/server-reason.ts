interface ServerError {
  readonly type?: unknown;
  readonly reason?: unknown;
  readonly root_cause?: unknown;
  readonly failed_shards?: unknown;
  readonly caused_by?: unknown;
}

const mostReasons = 5;

/**
 * Joins the reasons in an error of Elasticsearch, with the causes inside it. The outermost reason alone is often only
 * "all shards failed".
 */
export const serverReason = (error: unknown): string | undefined => {
  if (typeof error === 'string') return error;
  const reasons: string[] = [];
  for (const text of textsOf(error)) {
    // A cause often repeats the reason above it.
    if (!reasons.some((reason) => reason.includes(text))) reasons.push(text);
  }
  if (reasons.length === 0) return undefined;
  const more = reasons.length - mostReasons;
  return reasons.slice(0, mostReasons).join(': ') + (more > 0 ? ` (and ${more} more)` : '');
};

function* textsOf(error: unknown): Generator<string> {
  if (typeof error !== 'object' || error === null) return;
  const { reason, root_cause: roots, failed_shards: shards, caused_by: cause } = error as ServerError;
  if (typeof reason === 'string' && reason !== '') yield reason;
  // The reason of a shard's failure is itself an error.
  else if (reason !== undefined) yield* textsOf(reason);
  for (const inner of [roots, shards]) if (Array.isArray(inner)) for (const one of inner) yield* textsOf(one);
  yield* textsOf(cause);
}
