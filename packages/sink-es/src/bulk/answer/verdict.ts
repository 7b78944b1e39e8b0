import { serverReason } from '../../connection/server-reason.ts';
import { elasticsearchError } from '../../errors.ts';
import type { ElasticsearchErrorCode } from '../../errors.ts';
import type { OpType } from '../options.ts';
import type { JudgeTarget } from './target-refusal.ts';

/** What the server says of one document of a bulk request. */
export interface BulkItem {
  readonly status: number;
  /** The index it went to, behind an alias or a data stream; asked for where documents are created. */
  readonly _index?: string;
  readonly result?: string;
  /** `used` where a data stream has put the document aside, although the status is that of success. */
  readonly failure_store?: string;
  readonly error?: ItemError;
}

/** Why the server did not write or read one document. */
export interface ItemError {
  readonly type?: string;
  readonly reason?: string;
  readonly caused_by?: { readonly reason?: string };
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

/** Judges the answer to one document. */
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
  // The document to delete is not there.
  if (op === 'delete' && status === 404 && !item.error) return unchanged;
  if (status === 409) {
    if (op === 'update') return retry;
    if (op === 'create') return compare;
    // A newer write is there, or this one from before its answer was lost.
    if (versioned) return unchanged;
  }
  return judgeRefusal(id, status, error, judgeTarget);
};

/** Judges an error that will come again: does it concern the document alone, or its target? */
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
  return target?.concernsAll
    ? { fate: 'stop', error: refused(target.code, 'write of') }
    : { fate: 'reject', error: refused('PENSTOCK_DOCUMENT_REJECTED', 'document') };
};

const toRefusal = (status: number, { type = 'error', reason = '' }: ItemError) => ({ status, type, reason });

const inFailureStore = (id: string): Error =>
  elasticsearchError(
    'PENSTOCK_DOCUMENT_REJECTED',
    `Elasticsearch put the document ${id} into the failure store of the data stream, where no search of the stream ` +
      'finds it. Its document there says why.',
  );

/** A pipeline that fails on a document answers 500, as a `fail` processor does, and would do so each time. */
const isOfPipeline = ({ type = '' }: ItemError): boolean => type.endsWith('_processor_exception');
