import type { SchedulerLike, Subscription } from 'rxjs';
import { startTimer } from '../timers/start-timer.ts';
import type { Batch, Payload } from './batch.ts';

/** The limits of a batch, and of the writes that run at the same time. */
export interface GatherSettings {
  readonly maxBatch: number;
  readonly maxBytes: number;
  /** Milliseconds; `Infinity` for no limit. */
  readonly maxAge: number;
  /** The maximum number of concurrent writes of each queue. It is read before each write, so it may change. */
  readonly concurrency: { readonly limit: number };
  readonly scheduler: SchedulerLike;
}

interface OpenBatch<M, P> {
  readonly members: M[];
  readonly keys: string[];
  readonly payload: P;
}

/**
 * A queue of batches. It closes a batch by count, bytes or the age of its oldest member, and starts writes in order.
 */
export class BatchQueue<M, E, P extends Payload<E>> {
  readonly #settings: GatherSettings;
  readonly #newPayload: () => P;
  readonly #write: (batch: Batch<M, P>) => Promise<void>;
  readonly #onWritten: () => void;
  /** Full batches, oldest first. */
  readonly #ready: Array<Batch<M, P>> = [];
  #open: OpenBatch<M, P> | undefined;
  /** True when the open batch must be written although it is not full: after `maxAge`, or after `flush`. */
  #isDue = false;
  #isDraining: boolean;
  #writes = 0;
  /** When the oldest member of the open batch arrived. */
  #oldest = Infinity;
  #timer: Subscription | undefined;

  constructor(
    settings: GatherSettings,
    newPayload: () => P,
    write: (batch: Batch<M, P>) => Promise<void>,
    onWritten: () => void,
    isDraining: boolean,
  ) {
    this.#settings = settings;
    this.#newPayload = newPayload;
    this.#write = write;
    this.#onWritten = onWritten;
    this.#isDraining = isDraining;
  }

  /** True when nothing waits and no write is running. */
  get isIdle(): boolean {
    return this.#writes === 0 && this.#open === undefined && this.#ready.length === 0;
  }

  /** @param came When the member arrived, by the scheduler's clock; default now. */
  add(member: M, key: string | undefined, entry: E, came?: number): void {
    const { maxBatch, maxBytes } = this.#settings;
    // A loop, since `#pump` may open a new batch: when its write drops a member, the next member of the same key is
    // added here.
    while (this.#open && !this.#open.payload.hasRoom(entry, maxBytes)) {
      this.#close(this.#open);
      this.#pump();
    }
    // A member that waited for an earlier write of its key may be older than the open batch.
    if (this.#open && came !== undefined && came < this.#oldest) this.#arm(came);
    const open = (this.#open ??= this.#begin(came));
    open.members.push(member);
    if (key !== undefined) open.keys.push(key);
    open.payload.add(entry);
    if (open.members.length < maxBatch && open.payload.bytes < maxBytes) return;
    this.#close(open);
    this.#pump();
  }

  /** Writes the open batch as soon as a write may start, even when the batch is not full. */
  flush(): void {
    if (!this.#open) return;
    this.#isDue = true;
    this.#pump();
  }

  /** While draining, batches are written as soon as a write may start, even when they are not full. */
  drain(isDraining: boolean): void {
    this.#isDraining = isDraining;
    if (isDraining) this.#pump();
  }

  /** Drops all waiting members. */
  clear(): void {
    this.#disarm();
    this.#open = undefined;
    this.#ready.length = 0;
  }

  #begin(came: number | undefined): OpenBatch<M, P> {
    this.#arm(came ?? this.#settings.scheduler.now());
    return { members: [], keys: [], payload: this.#newPayload() };
  }

  /** Starts the timer that flushes the open batch `maxAge` after `came`. */
  #arm(came: number): void {
    const { maxAge, scheduler } = this.#settings;
    this.#disarm();
    this.#oldest = came;
    this.#timer = startTimer(came + maxAge - scheduler.now(), () => this.flush(), scheduler);
  }

  #close(open: OpenBatch<M, P>): void {
    this.#ready.push(open);
    this.#open = undefined;
    this.#isDue = false;
    this.#disarm();
  }

  #disarm(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  #pump(): void {
    while (this.#writes < this.#settings.concurrency.limit) {
      if (this.#ready.length === 0 && this.#open && (this.#isDue || this.#isDraining)) this.#close(this.#open);
      const batch = this.#ready.shift();
      if (!batch) return;
      this.#writes += 1;
      void this.#write(batch).then(this.#ended);
    }
  }

  readonly #ended = (): void => {
    this.#writes -= 1;
    this.#pump();
    this.#onWritten();
  };
}
