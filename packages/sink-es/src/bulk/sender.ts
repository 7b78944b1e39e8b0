import { Backoff, type PenstockError, wait } from '@penstock/stream';
import { failureCause, failureError, isPassing, toFailure, type Failure } from '../connection/failure.ts';
import { elasticsearchError, type ElasticsearchErrorCode } from '../errors.ts';
import type { BulkBatch } from './batch.ts';
import type { BulkRequest } from './bulk-request.ts';
import { type Concurrency, concurrencyOf } from './concurrency/concurrency.ts';
import type { BulkCounts } from './counts.ts';
import type { BulkSettings } from './options.ts';
import { isSameRecord, readLines } from './answer/same-record.ts';
import type { JudgeTarget } from './answer/target-refusal.ts';
import { type BulkItem, type ItemError, judge, judgeRefusal } from './answer/verdict.ts';

// Batches are cut off by the age of documents and by lack of credit; those nearly full show the server's pace as well.
const fullFrom = 0.8;

/**
 * What became of a document: what the server did, why it never will, or that its partition has gone to another member.
 */
export type Outcome = 'created' | 'updated' | 'deleted' | 'unchanged' | 'revoked' | Error;

/** Told the outcome of each member of a batch, once. */
export type Settle<T> = (batch: BulkBatch<T>, member: number, outcome: Outcome) => void;

/** Sends batches, each until all its members are settled by the server's answers to them. */
export class BatchSender<T> {
  readonly #request: BulkRequest;
  readonly #settings: BulkSettings;
  readonly #counts: BulkCounts;
  readonly #signal: AbortSignal;
  readonly #settle: Settle<T>;
  readonly #concurrency: Concurrency;
  #underWay = 0;

  constructor(
    request: BulkRequest,
    settings: BulkSettings,
    counts: BulkCounts,
    signal: AbortSignal,
    settle: Settle<T>,
  ) {
    this.#request = request;
    this.#settings = settings;
    this.#counts = counts;
    this.#signal = signal;
    this.#settle = settle;
    this.#concurrency = concurrencyOf(settings.concurrency);
  }

  get isIdle(): boolean {
    return this.#underWay === 0;
  }

  get hasRoom(): boolean {
    return this.#underWay < this.#concurrency.limit;
  }

  /** Resolves when all members are settled; rejects with what stops the flow. */
  async send(batch: BulkBatch<T>): Promise<void> {
    this.#underWay += 1;
    try {
      await this.#write(batch, [...batch.deliveries.keys()]);
    } finally {
      this.#underWay -= 1;
    }
  }

  async #write(batch: BulkBatch<T>, all: readonly number[]): Promise<void> {
    const { scheduler, random, retry, onRetry } = this.#settings;
    let members = this.#held(batch, all);
    let backoff: Backoff | undefined;
    while (members.length > 0) {
      const answer = await this.#attempt(batch, members);
      if (answer.halve) {
        if (members.length === 1) {
          this.#settle(batch, members[0]!, answer.halve);
          return;
        }
        const middle = Math.ceil(members.length / 2);
        await this.#write(batch, members.slice(0, middle));
        await this.#write(batch, members.slice(middle));
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
          `Elasticsearch has not taken ${members.length} documents for ${retry.giveUpAfter} ms (retry.giveUpAfter): ` +
            `${reason}${status > 0 ? ` (${status})` : ''}. They are not committed and come again on the next run.`,
        );
      }
      this.#counts.retried += members.length;
      onRetry({ documents: members.length, attempt: backoff.attempt, wait: delay, status, reason });
      await wait(delay, { scheduler, signal: this.#signal });
      members = this.#held(batch, members);
    }
  }

  /** The members whose partition is still held: whoever has another by now may have written further on. */
  #held(batch: BulkBatch<T>, members: readonly number[]): readonly number[] {
    const isRevoked = (member: number): boolean => batch.deliveries[member]!.lane.state === 'revoked';
    if (!members.some(isRevoked)) return members;
    for (const member of members) if (isRevoked(member)) this.#settle(batch, member, 'revoked');
    return members.filter((member) => !isRevoked(member));
  }

  async #attempt(batch: BulkBatch<T>, members: readonly number[]): Promise<Attempt> {
    const { scheduler, maxBatch, maxBytes } = this.#settings;
    const body = batch.body(members);
    this.#counts.requests += 1;
    this.#counts.bytes += body.length;
    let items: readonly BulkItem[];
    const sentAt = scheduler.now();
    try {
      items = await this.#request.send(body, members.length, this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      batch.reusable = false;
      const failure = toFailure(error);
      const { judgeTarget } = this.#settings;
      // Elasticsearch answers 500 to some wrong names, too.
      const isOfTarget = judgeTarget(failure)?.code === 'PENSTOCK_TARGET_REFUSED';
      if (failure.status === 413 || failure.status === 400 || isOfTarget) {
        const halve = refusalError(failure, judgeTarget);
        // Each half would be refused for the same reason.
        if (halve.code !== 'PENSTOCK_DOCUMENT_REJECTED') throw halve;
        return { ...failure, again: members, halve };
      }
      if (!isPassing(failure)) throw failureError(failure, `write ${members.length} documents`);
      if (failure.kind !== 'connection') this.#concurrency.overloaded(sentAt, scheduler.now());
      return { ...failure, again: members };
    }
    this.#signal.throwIfAborted();
    this.#concurrency.answered({
      sentAt,
      took: scheduler.now() - sentAt,
      full: members.length >= maxBatch * fullFrom || body.length >= maxBytes * fullFrom,
      saturated: !this.hasRoom,
    });
    const answer = await this.#settleAll(batch, members, items);
    if (answer.status === 429 || answer.status === 503) this.#concurrency.overloaded(sentAt, scheduler.now());
    return answer;
  }

  /** Settles what the answers settle, and tells what is to be sent again. */
  async #settleAll(batch: BulkBatch<T>, members: readonly number[], items: readonly BulkItem[]): Promise<Attempt> {
    const again: number[] = [];
    const existing: number[] = [];
    const { versioned, judgeTarget } = this.#settings;
    let first: BulkItem | undefined;
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index]!;
      const item = items[index]!;
      const verdict = judge(batch.ops[member]!, batch.keys[member]!, item, versioned, judgeTarget);
      if (verdict.fate === 'retry') {
        first ??= item;
        again.push(member);
      } else if (verdict.fate === 'compare') {
        existing.push(index);
      } else if (verdict.fate === 'stop') {
        throw verdict.error;
      } else if (verdict.fate === 'reject') {
        this.#settle(batch, member, verdict.error);
      } else {
        this.#settle(batch, member, verdict.fate);
      }
    }
    if (existing.length > 0) {
      const unknown = await this.#compare(
        batch,
        existing.map((index) => ({ member: members[index]!, item: items[index]! })),
      );
      again.push(...unknown);
      again.sort((one, other) => one - other);
    }
    return {
      again,
      status: first?.status ?? 0,
      reason: first?.error?.reason ?? 'refused for now',
      retryAfter: undefined,
    };
  }

  /**
   * Settles creations that met a document: the same record is unchanged, another rejects. Tells what could not be
   * compared.
   */
  async #compare(
    batch: BulkBatch<T>,
    met: ReadonlyArray<{ readonly member: number; readonly item: BulkItem }>,
  ): Promise<readonly number[]> {
    const ours = met.map(({ member }) => readLines(batch.lines(member)));
    const addresses = ours.map(({ id, routing }, index) => ({
      _index: met[index]!.item['_index']!,
      _id: id,
      ...(routing !== undefined && { routing }),
    }));
    let stored: Awaited<ReturnType<BulkRequest['stored']>>;
    try {
      stored = await this.#request.stored(addresses, this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      const failure = toFailure(error);
      if (!isPassing(failure)) throw failureError(failure, `read ${met.length} documents that are there already`);
      return met.map(({ member }) => member);
    }
    this.#signal.throwIfAborted();
    const { transformed } = this.#settings;
    const unknown: number[] = [];
    for (const [index, { member }] of met.entries()) {
      const { source, error } = stored[index]!;
      if (error && !mayPass(error)) this.#refuse(batch, member, error);
      else if (!source) unknown.push(member);
      else if (isSameRecord(ours[index]!.source, source, transformed)) this.#settle(batch, member, 'unchanged');
      else
        this.#settle(
          batch,
          member,
          elasticsearchError(
            'PENSTOCK_DOCUMENT_REJECTED',
            `Another document is there with the _id ${ours[index]!.id}, and opType 'create' replaces none (409).`,
          ),
        );
    }
    return unknown;
  }

  /** Settles a document that cannot be compared with the stored one, or throws where none can. */
  #refuse(batch: BulkBatch<T>, member: number, error: ItemError): void {
    const status = error.type === 'security_exception' ? 403 : 400;
    const verdict = judgeRefusal(batch.keys[member]!, status, error, this.#settings.judgeTarget);
    if (verdict.fate === 'stop') throw verdict.error;
    this.#settle(batch, member, verdict.error);
  }
}

// A document that is read together with others gets an error without a status. These types never mend by themselves.
const lastingReadErrors = new Set([
  'security_exception',
  'index_closed_exception',
  'illegal_argument_exception',
  'routing_missing_exception',
]);

const mayPass = ({ type = '' }: ItemError): boolean => !lastingReadErrors.has(type);

/** What one request left to do: send `again`, in halves if `halve` says why. */
interface Attempt {
  readonly again: readonly number[];
  readonly halve?: Error;
  readonly status: number;
  readonly reason: string;
  readonly retryAfter: number | undefined;
}

/** The error of a request refused as a whole: of the target where that is one for all records, else of a document. */
const refusalError = (failure: Failure, judgeTarget: JudgeTarget): PenstockError<ElasticsearchErrorCode> => {
  const { status, type, reason } = failure;
  const said = `${type ? `${type}: ` : ''}${reason} (${status})`;
  const target = judgeTarget(failure);
  const cause = failureCause(failure);
  const advice = target ? ` ${target.advice}` : '';
  if (target?.concernsAll) {
    return elasticsearchError(target.code, `Elasticsearch refused a whole request: ${said}.${advice}`, cause);
  }
  return elasticsearchError(
    'PENSTOCK_DOCUMENT_REJECTED',
    `Elasticsearch refused a document sent alone: ${said}.${advice}`,
    cause,
  );
};
