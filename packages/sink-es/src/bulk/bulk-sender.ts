import type { PenstockError } from '@penstock/stream';
import { Backoff } from '@penstock/stream/internal';
import { wait } from '@penstock/stream/internal/rxjs';
import { failureCause, failureError, isPassing, toFailure } from '../connection/failure.ts';
import type { Failure } from '../connection/failure.ts';
import { elasticsearchError } from '../errors.ts';
import type { ElasticsearchErrorCode } from '../errors.ts';
import type { BulkBody } from './bulk-body.ts';
import type { BulkRequest } from './bulk-request.ts';
import type { Concurrency } from './concurrency/concurrency.ts';
import { concurrencyOf } from './concurrency/concurrency-of.ts';
import type { BulkCounts } from './counts.ts';
import type { BulkSettings } from './settings.ts';
import { isSameRecord, readLines } from './answer/same-record.ts';
import type { JudgeTarget } from './answer/target-refusal.ts';
import { judge, judgeRefusal } from './answer/verdict.ts';
import type { BulkItem, ItemError } from './answer/verdict.ts';

// `maxAge` or a lack of credit may end a batch before it is full. A nearly full batch still shows the server's speed.
const fullFrom = 0.8;

/** Final outcome of a document: what the server did with it, or the error for which it can never be written. */
export type Outcome = 'created' | 'updated' | 'deleted' | 'unchanged' | Error;

/** Documents that are being sent. A member is the position of a document in the body. */
export interface BulkWrite {
  readonly body: BulkBody;
  /** The ordering key of each document. Errors name a document by it. */
  readonly keys: readonly string[];
  readonly signal: AbortSignal;
  /** Takes the outcome of a document; called once for each. */
  settle(member: number, outcome: Outcome): void;
  /** Returns the `members` whose partition this process still owns. */
  held(members: readonly number[]): readonly number[];
}

/** Sends documents, and retries, until the server's answers have settled all of them. */
export class BulkSender {
  readonly concurrency: Concurrency;
  readonly #request: BulkRequest;
  readonly #settings: BulkSettings;
  readonly #counts: BulkCounts;
  #underWay = 0;

  constructor(request: BulkRequest, settings: BulkSettings, counts: BulkCounts) {
    this.concurrency = concurrencyOf(settings.concurrency);
    this.#request = request;
    this.#settings = settings;
    this.#counts = counts;
  }

  /** Resolves when all members are settled or no longer held; rejects with the error that stops the flow. */
  async send(write: BulkWrite, members: readonly number[]): Promise<void> {
    this.#underWay += 1;
    try {
      await this.#write(write, members);
    } finally {
      this.#underWay -= 1;
    }
  }

  async #write(write: BulkWrite, all: readonly number[]): Promise<void> {
    const { scheduler, random, retry, onRetry } = this.#settings;
    let members = write.held(all);
    let backoff: Backoff | undefined;
    while (members.length > 0) {
      const answer = await this.#attempt(write, members);
      if (answer.halve) {
        if (members.length === 1) {
          write.settle(members[0]!, answer.halve);
          return;
        }
        const middle = Math.ceil(members.length / 2);
        await this.#write(write, members.slice(0, middle));
        await this.#write(write, members.slice(middle));
        return;
      }
      members = answer.again;
      if (members.length === 0) return;
      const { status, reason, retryAfter } = answer;
      backoff ??= new Backoff(retry, { now: () => scheduler.now(), random });
      const delay = backoff.next(retryAfter);
      if (delay === undefined) {
        throw elasticsearchError(
          'PENSTOCK_UNAVAILABLE',
          `Elasticsearch has not accepted ${members.length} documents for ${retry.giveUpAfter} ms: ${reason}` +
            `${status > 0 ? ` (${status})` : ''}. They are not committed, and the next run sends them again. Check ` +
            'the server, or raise retry.giveUpAfter.',
        );
      }
      this.#counts.retried += members.length;
      onRetry({ documents: members.length, attempt: backoff.attempt, wait: delay, status, reason });
      await wait(delay, { scheduler, signal: write.signal });
      members = write.held(members);
    }
  }

  async #attempt(write: BulkWrite, members: readonly number[]): Promise<Attempt> {
    const { scheduler, maxBatch, maxBytes } = this.#settings;
    const body = write.body.select(members);
    this.#counts.requests += 1;
    this.#counts.bytes += body.length;
    let items: readonly BulkItem[];
    const sentAt = scheduler.now();
    try {
      items = await this.#request.send(body, members.length, write.signal);
    } catch (error) {
      write.signal.throwIfAborted();
      write.body.reusable = false;
      const failure = toFailure(error);
      const { judgeTarget } = this.#settings;
      // Elasticsearch also answers 500 to some invalid names, which a retry cannot fix.
      const isOfTarget = judgeTarget(failure)?.code === 'PENSTOCK_TARGET_REFUSED';
      if (failure.status === 413 || failure.status === 400 || isOfTarget) {
        const halve = refusalError(failure, judgeTarget);
        // The server would refuse each half for the same reason.
        if (halve.code !== 'PENSTOCK_DOCUMENT_REJECTED') throw halve;
        return { ...failure, again: members, halve };
      }
      if (!isPassing(failure)) throw failureError(failure, `write ${members.length} documents`);
      if (failure.kind !== 'connection') this.concurrency.overloaded(sentAt, scheduler.now());
      return { ...failure, again: members };
    }
    write.signal.throwIfAborted();
    this.concurrency.answered({
      sentAt,
      took: scheduler.now() - sentAt,
      full: members.length >= maxBatch * fullFrom || body.length >= maxBytes * fullFrom,
      saturated: this.#underWay >= this.concurrency.limit,
    });
    const answer = await this.#settleAll(write, members, items);
    if (answer.status === 429 || answer.status === 503) this.concurrency.overloaded(sentAt, scheduler.now());
    return answer;
  }

  /** Settles the documents whose answer is final, and returns those to send again. */
  async #settleAll(write: BulkWrite, members: readonly number[], items: readonly BulkItem[]): Promise<Attempt> {
    const again: number[] = [];
    const existing: number[] = [];
    const { versioned, judgeTarget } = this.#settings;
    let first: BulkItem | undefined;
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index]!;
      const item = items[index]!;
      const verdict = judge(write.body.ops[member]!, write.keys[member]!, item, versioned, judgeTarget);
      if (verdict.fate === 'retry') {
        first ??= item;
        again.push(member);
      } else if (verdict.fate === 'compare') {
        existing.push(index);
      } else if (verdict.fate === 'stop') {
        throw verdict.error;
      } else if (verdict.fate === 'reject') {
        write.settle(member, verdict.error);
      } else {
        write.settle(member, verdict.fate);
      }
    }
    if (existing.length > 0) {
      const unknown = await this.#compare(
        write,
        existing.map((index) => ({ member: members[index]!, item: items[index]! })),
      );
      again.push(...unknown);
      again.sort((one, other) => one - other);
    }
    return {
      again,
      status: first?.status ?? 0,
      reason: first?.error?.reason ?? 'no reason given',
      retryAfter: undefined,
    };
  }

  /**
   * Settles records whose `create` found a document with the same id: `unchanged` if it has the same content, else
   * rejected. Returns the members that could not be compared.
   */
  async #compare(
    write: BulkWrite,
    met: ReadonlyArray<{ readonly member: number; readonly item: BulkItem }>,
  ): Promise<readonly number[]> {
    const ours = met.map(({ member }) => readLines(write.body.lines(member)));
    const addresses = ours.map(({ id, routing }, index) => ({
      _index: met[index]!.item['_index']!,
      _id: id,
      ...(routing !== undefined && { routing }),
    }));
    let stored: Awaited<ReturnType<BulkRequest['stored']>>;
    try {
      stored = await this.#request.stored(addresses, write.signal);
    } catch (error) {
      write.signal.throwIfAborted();
      const failure = toFailure(error);
      if (!isPassing(failure)) throw failureError(failure, `read ${met.length} documents that exist already`);
      return met.map(({ member }) => member);
    }
    write.signal.throwIfAborted();
    const { transformed } = this.#settings;
    const unknown: number[] = [];
    for (const [index, { member }] of met.entries()) {
      const { source, error } = stored[index]!;
      if (error && !mayPass(error)) this.#refuse(write, member, error);
      else if (!source) unknown.push(member);
      else if (isSameRecord(ours[index]!.source, source, transformed)) write.settle(member, 'unchanged');
      else
        write.settle(
          member,
          elasticsearchError(
            'PENSTOCK_DOCUMENT_REJECTED',
            `The index already has another document with the _id ${ours[index]!.id} (409). Use opType 'index' to ` +
              'replace it.',
          ),
        );
    }
    return unknown;
  }

  /** Rejects a record whose stored document cannot be read; throws if the error concerns all records. */
  #refuse(write: BulkWrite, member: number, error: ItemError): void {
    const status = error.type === 'security_exception' ? 403 : 400;
    const verdict = judgeRefusal(write.keys[member]!, status, error, this.#settings.judgeTarget);
    if (verdict.fate === 'stop') throw verdict.error;
    write.settle(member, verdict.error);
  }
}

// An `_mget` request gives the error of a single document without a status. A retry cannot fix errors of these types.
const lastingReadErrors = new Set([
  'security_exception',
  'index_closed_exception',
  'illegal_argument_exception',
  'routing_missing_exception',
]);

const mayPass = ({ type = '' }: ItemError): boolean => !lastingReadErrors.has(type);

/**
 * The result of one request. The members in `again` must be sent again. If `halve` is set, it is the error of a refused
 * request: the members are then sent in two halves, and a single member is rejected.
 */
interface Attempt {
  readonly again: readonly number[];
  readonly halve?: Error;
  readonly status: number;
  readonly reason: string;
  readonly retryAfter: number | undefined;
}

/** The error of a request that was refused as a whole. It concerns the target of all records, or else a document. */
const refusalError = (failure: Failure, judgeTarget: JudgeTarget): PenstockError<ElasticsearchErrorCode> => {
  const { status, type, reason } = failure;
  const said = `${type ? `${type}: ` : ''}${reason} (${status})`;
  const target = judgeTarget(failure);
  const cause = failureCause(failure);
  const advice = target ? ` ${target.advice}` : '';
  if (target?.isFatal) {
    return elasticsearchError(target.code, `Elasticsearch refused a whole request: ${said}.${advice}`, cause);
  }
  return elasticsearchError(
    'PENSTOCK_DOCUMENT_REJECTED',
    `Elasticsearch refused a request with a single document: ${said}.${advice}`,
    cause,
  );
};
