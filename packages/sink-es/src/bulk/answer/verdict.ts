import { serverReason } from '../../connection/server-reason.ts';
import { elasticsearchError } from '../../errors.ts';
import type { ElasticsearchErrorCode } from '../../errors.ts';
import type { OpType } from '../options.ts';
import type { JudgeTarget } from './target-refusal.ts';

/** The server's answer to one document of a bulk request. */
export interface BulkItem {
  readonly status: number;
  /** The index that holds the document, also behind an alias or data stream. Requested only if `create` is possible. */
  readonly _index?: string;
  readonly result?: string;
  /** `used` if a data stream moved the document to its failure store. The status then says success all the same. */
  readonly failure_store?: string;
  readonly error?: ItemError;
}

/** Why the server could not write or read one document. */
export interface ItemError {
  readonly type?: string;
  readonly reason?: string;
  readonly caused_by?: { readonly reason?: string };
}

/** What to do with a document after the server's answer. */
export type Verdict =
  | { readonly fate: 'created' | 'updated' | 'deleted' | 'unchanged' }
  /** Send the document again: it may succeed later. */
  | { readonly fate: 'retry' }
  /** A document with this id exists: compare it with the record. */
  | { readonly fate: 'compare' }
  /** This document can never be written. */
  | { readonly fate: 'reject'; readonly error: Error }
  /** No document can be written. */
  | { readonly fate: 'stop'; readonly error: Error };

const created: Verdict = { fate: 'created' };
const updated: Verdict = { fate: 'updated' };
const deleted: Verdict = { fate: 'deleted' };
const unchanged: Verdict = { fate: 'unchanged' };
const compare: Verdict = { fate: 'compare' };
const retry: Verdict = { fate: 'retry' };

/** Decides by the server's answer what to do with a document. */
export const judge = (
  op: OpType,
  id: string,
  item: BulkItem,
  versioned: boolean,
  judgeTarget: JudgeTarget,
): Verdict => {
  const { status, result, error = {} } = item;
  if (item['failure_store'] === 'used') return { fate: 'reject', error: inFailureStore(id) };
  if (status < 300)
    return result === 'created' ? created : result === 'updated' ? updated : result === 'deleted' ? deleted : unchanged;
  if ((status === 429 || status >= 500) && !isOfPipeline(error) && !judgeTarget(toRefusal(status, error))) return retry;
  // Deleting a missing document counts as success.
  if (op === 'delete' && status === 404 && !item.error) return unchanged;
  if (status === 409) {
    if (op === 'update') return retry;
    if (op === 'create') return compare;
    // The index has a newer write, or this same write from an attempt whose answer was lost.
    if (versioned) return unchanged;
  }
  return judgeRefusal(id, status, error, judgeTarget);
};

/** Decides whether an error that a retry cannot fix concerns only this document, or the target of all documents. */
export const judgeRefusal = (
  id: string,
  status: number,
  error: ItemError,
  judgeTarget: JudgeTarget,
): Extract<Verdict, { readonly error: Error }> => {
  const refusal = toRefusal(status, error);
  const { type, reason } = refusal;
  const target = judgeTarget(refusal);
  const refused = (code: ElasticsearchErrorCode, what: string): Error =>
    elasticsearchError(
      code,
      `Elasticsearch refused the ${what} ${id}: ${type}: ${serverReason(error) ?? ''} (${status}).` +
        (target ? ` ${target.advice}` : ''),
      Object.assign(new Error(reason), { status, type }),
    );
  return target?.isFatal
    ? { fate: 'stop', error: refused(target.code, 'write of') }
    : { fate: 'reject', error: refused('PENSTOCK_DOCUMENT_REJECTED', 'document') };
};

const toRefusal = (status: number, { type = 'error', reason = '' }: ItemError) => ({ status, type, reason });

const inFailureStore = (id: string): Error =>
  elasticsearchError(
    'PENSTOCK_DOCUMENT_REJECTED',
    `Elasticsearch moved the document ${id} to the failure store of the data stream, so searches of the stream do ` +
      'not find it. Read its entry in the failure store for the reason.',
  );

/** True for a pipeline that fails on a document. The status is 500 then, and a retry would fail the same way. */
const isOfPipeline = ({ type = '' }: ItemError): boolean => type.endsWith('_processor_exception');
