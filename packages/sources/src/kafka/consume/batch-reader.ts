import type { FlowOutput, LaneOutput } from '@penstock/stream';
import { setImmediate } from 'node:timers/promises';
import type { FetchedBatch } from '../client/kafka-client.ts';
import { bytesOf } from '../record/kafka-record.ts';
import { Refusal } from '../record/prepare.ts';
import type { Prepare } from '../record/prepare.ts';
import type { Turns } from './turns.ts';

/** A partition that is assigned to this member. */
export interface HeldPartition<T> {
  readonly partition: number;
  readonly lane: LaneOutput<T>;
  /** The offset at which reading ends. */
  readonly end: number;
  /** Offset of the next record to hand out. */
  next: number;
  /** The number of successive fetches that did not begin at `next`. */
  astray: number;
}

// The longest time to hand out records without a turn of the event loop for timers, heartbeats and other partitions.
const sliceMs = 50;
const clockEvery = 256;

/** Hands out the records of a batch one by one, as credit allows. */
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
   * Resolves at the end of the batch, or when `wanted` returns false; `held.next` is then the next offset.
   *
   * There must be no await between handing out a record and moving `held.next`. Otherwise this consumer could join the
   * group again in between, and the record would be handed out twice.
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
        // Another partition may have used the credit since the turn was given.
        share = Math.min(turn, output.credit(bytes));
      }
      share -= 1;
      if (prepared === undefined) lane.skipTo(offset + 1);
      else if (prepared instanceof Refusal) lane.reject(prepared.record, prepared.reason);
      else lane.next(prepared);
      held.next = offset + 1;
    }
    // Skip records that compaction removed and control records, which are not visible to readers.
    held.next = Math.max(held.next, Math.min(batch.next, held.end));
    lane.skipTo(held.next);
    if (batch.next >= batch.highWatermark) lane.setIdle(true);
  }
}
