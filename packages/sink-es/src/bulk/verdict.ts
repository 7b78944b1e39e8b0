import { elasticsearchError } from '../errors.ts';
import type { OpType } from './options.ts';

/** What the server says of one document of a bulk request. */
export interface BulkItem {
  readonly status: number;
  /** The index it went to, behind an alias or a data stream; asked for where documents are created. */
  readonly _index?: string;
  readonly result?: string;
  readonly error?: { readonly type?: string; readonly reason?: string; readonly caused_by?: { readonly reason?: string } };
}

/** What is to be done about a document, by the server's answer to it. */
export type Verdict =
  | { readonly fate: 'created' | 'updated' | 'deleted' | 'unchanged' }
  /** It may succeed later. */
  | { readonly fate: 'retry' }
  /** Something is there already: settled by whether it is the same. */
  | { readonly fate: 'compare' }
  /** It never will. */
  | { readonly fate: 'reject'; readonly error: Error }
  /** No document will. */
  | { readonly fate: 'stop'; readonly error: Error };

const created: Verdict = { fate: 'created' };
const updated: Verdict = { fate: 'updated' };
const deleted: Verdict = { fate: 'deleted' };
const unchanged: Verdict = { fate: 'unchanged' };
const compare: Verdict = { fate: 'compare' };
const retry: Verdict = { fate: 'retry' };

/** Judges the answer to one document; `versioned` where it was sent with an external version. */
export const judge = (op: OpType, id: string, item: BulkItem, versioned: boolean): Verdict => {
  const { status, result, error } = item;
  if (status < 300) return result === 'created' ? created : result === 'updated' ? updated : result === 'deleted' ? deleted : unchanged;
  if (status === 429 || status >= 500) return retry;
  // Deleting what is not there has what was asked for.
  if (op === 'delete' && status === 404 && !error) return unchanged;
  if (status === 409) {
    if (op === 'update') return retry;
    if (op === 'create') return compare;
    // A newer write is there, or this one from before its answer was lost.
    if (versioned) return unchanged;
  }
  const { type = 'error', reason = '', caused_by: causedBy } = error ?? {};
  const said = `${type}: ${reason}${causedBy?.reason ? ` (${causedBy.reason})` : ''} (${status})`;
  const cause = Object.assign(new Error(reason), { status, type });
  if (status === 401) {
    return { fate: 'stop', error: elasticsearchError('PENSTOCK_UNAUTHORIZED', `Elasticsearch refused the login: ${said}. Check user and password or the API key of the client.`, cause) };
  }
  if (status === 403) {
    return { fate: 'stop', error: elasticsearchError('PENSTOCK_FORBIDDEN', `Elasticsearch does not allow the write of ${id}: ${said}. Give the login the privilege, or lift the block of the index.`, cause) };
  }
  if (type === 'index_not_found_exception') {
    return { fate: 'stop', error: elasticsearchError('PENSTOCK_INDEX_MISSING', `The index of ${id} is missing and is not made by itself: ${said}. Make it first, with ensureIndex.`, cause) };
  }
  return { fate: 'reject', error: elasticsearchError('PENSTOCK_DOCUMENT_REJECTED', `Elasticsearch refused the document ${id}: ${said}.`, cause) };
};
