import type { FlowOutput, LaneOutput } from '@penstock/stream';
import { setImmediate } from 'node:timers/promises';
import type { FetchedBatch } from '../client/kafka-client.ts';
import { bytesOf } from '../record/kafka-record.ts';
import { Refusal } from '../record/prepare.ts';
import type { Prepare } from '../record/prepare.ts';
import type { Turns } from './turns.ts';

/** A partition that this member has, from the join that brought it to the one that takes it away. */
export interface HeldPartition<T> {
  readonly partition: number;
  readonly lane: LaneOutput<T>;
  /** Where reading ends. */
  readonly end: number;
  /** Offset of the next record to hand out. */
  next: number;
  /** How many fetches in a row began elsewhere than at `next`. */
  astray: number;
}

// A handler that hands out without a pause keeps timers, heartbeats and other partitions waiting for this long.
const sliceMs = 50;
const clockEvery = 256;

/** Hands out the records of a batch, one by one, as credit allows. */
export class BatchReader<T> {
  readonly #output: FlowOutput<T>;
  readonly #prepare: Prepare<T>;
  readonly #turns: Turns;
  readonly #byBytes: boolean;

  constructor(output: FlowOutput<T>, prepare: Prepare<T>, turns: Turns, byBytes: boolean) {
    this.#output = output;
    this.#prepare = prepare;
    this.#turns = turns;
    this.#byBytes = byBytes;
  }

  /**
   * Resolves at the end of the batch, or when `wanted` no longer holds; `held.next` says how far it came.
   *
   * Handing out and moving `held.next` must stay in one turn: a join in between would hand the record out twice.
   */
  async read(batch: FetchedBatch, held: HeldPartition<T>, wanted: () => boolean): Promise<void> {
    const { lane, partition } = held;
    const output = this.#output;
    held.astray = 0;
    lane.setIdle(false);
    let share = 0;
    let count = 0;
    let sliceEnd = performance.now() + sliceMs;
    for (const raw of batch.records) {
      const offset = Number(raw.offset);
      if (offset < held.next) continue;
      if (offset >= held.end) break;
      let prepared = this.#prepare(partition, offset, raw);
      if (prepared instanceof Promise) {
        prepared = await prepared;
        if (!wanted()) return;
        share = 0;
      }
      if ((count += 1) % clockEvery === 0 && performance.now() > sliceEnd) {
        await setImmediate();
        if (!wanted()) return;
        sliceEnd = performance.now() + sliceMs;
        share = 0;
      }
      while (share <= 0 || (this.#byBytes && output.credit(bytesOf(raw)) <= 0)) {
        const bytes = bytesOf(raw);
        share = this.#turns.contended ? 0 : output.credit(bytes);
        if (share > 0) break;
        const turn = await this.#turns.wait(bytes);
        if (!wanted()) return;
        // Another partition may have used it up since the turn was given.
        share = Math.min(turn, output.credit(bytes));
      }
      share -= 1;
      if (prepared === undefined) lane.skipTo(offset + 1);
      else if (prepared instanceof Refusal) lane.reject(prepared.record, prepared.reason);
      else lane.next(prepared);
      held.next = offset + 1;
    }
    // Past records that compaction took, and past those that only brokers see.
    held.next = Math.max(held.next, Math.min(batch.next, held.end));
    lane.skipTo(held.next);
    if (batch.next >= batch.highWatermark) lane.setIdle(true);
  }
}
