import { PenstockError } from '@penstock/stream';
import { Backoff } from '@penstock/stream/internal';
import { wait } from '@penstock/stream/internal/rxjs';
import { failureError, isPassing, toFailure } from '../connection/failure.ts';
import type { Failure } from '../connection/failure.ts';
import { elasticsearchError } from '../errors.ts';
import type { ElasticsearchErrorCode } from '../errors.ts';
import type { BulkRequest } from './bulk-request.ts';
import type { BulkSettings } from './settings.ts';

// The names go into the path of the request, which the server limits to about 4 kB by default.
const longestNames = 3_000;
const mostAttempts = 5;
// Writes may wait long before a retry. A refresh may not, since it delays the end of the run.
const longestDelay = 2_000;

/** The indices to refresh. */
export interface RefreshTask {
  /** Indices, aliases or data streams. */
  readonly names: readonly string[];
  /** True if nothing was written to them, so that they may not exist. */
  readonly mayBeMissing: boolean;
}

/** Refreshes indices, so that searches find the written documents. Reports each failure to `onRefreshFailed`. */
export const refresh = async (
  request: BulkRequest,
  task: RefreshTask,
  settings: BulkSettings,
  signal: AbortSignal,
): Promise<void> => {
  const attempt = (names: readonly string[]) => refreshTogether(request, { ...task, names }, settings, signal);
  for (const group of groupsOf(task.names)) {
    const failure = await attempt(group);
    if (failure === undefined) continue;
    // One missing or forbidden index must not prevent the refresh of the others.
    for (const name of group) {
      const ofOne = group.length === 1 ? failure : await attempt([name]);
      if (ofOne !== undefined) settings.onRefreshFailed(notRefreshed(ofOne));
    }
  }
};

/** Resolves with the error if the server did not refresh, else with `undefined`. */
const refreshTogether = async (
  request: BulkRequest,
  { names, mayBeMissing }: RefreshTask,
  settings: BulkSettings,
  signal: AbortSignal,
): Promise<Error | undefined> => {
  const doing = `refresh ${names.join(', ')}`;
  const { scheduler, random, retry } = settings;
  const bounded = { ...retry, maxDelay: Math.min(retry.maxDelay, longestDelay), giveUpAfter: Infinity };
  const backoff = new Backoff(bounded, { random });
  for (let count = 1; ; count += 1) {
    let reason: string | undefined;
    try {
      reason = await request.refresh(names, signal);
      if (reason === undefined) return undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PenstockError) return error;
      const failure = toFailure(error);
      if (mayBeMissing && failure.type === 'index_not_found_exception') return undefined;
      if (count === mostAttempts || !mayPass(failure)) return failureError(failure, doing);
    }
    if (count === mostAttempts) return new Error(`Could not ${doing}: ${reason}.`);
    await wait(backoff.next()!, { scheduler, signal });
  }
};

/** After a timeout the server still continues the refresh, so a retry would only add work. */
const mayPass = (failure: Failure): boolean => failure.kind !== 'timeout' && isPassing(failure);

const notRefreshed = (cause: Error): PenstockError<ElasticsearchErrorCode> =>
  elasticsearchError(
    'PENSTOCK_NOT_REFRESHED',
    `${cause.message} The documents are stored, and searches find them after the next automatic refresh ` +
      '(index.refresh_interval). Set refresh: false to skip the refresh at the end of a run.',
    cause,
  );

const groupsOf = (names: readonly string[]): string[][] => {
  const groups: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const ofName = encodeURIComponent(name).length + 1;
    if (length + ofName > longestNames) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)!.push(name);
    length += ofName;
  }
  return groups;
};
