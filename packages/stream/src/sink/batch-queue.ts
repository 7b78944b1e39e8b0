import type { SchedulerLike, Subscription } from 'rxjs';
import { startTimer } from '../timers/start-timer.ts';
import type { Batch, Payload } from './batch.ts';

/** How batches are gathered and how many are written at once. */
export interface GatherSettings {
  readonly maxBatch: number;
  readonly maxBytes: number;
  /** Milliseconds; `Infinity` for no limit. */
  readonly maxAge: number;
  /** Read before each write, so that it may change; of each queue where there are several. */
  readonly concurrency: { readonly limit: number };
  readonly scheduler: SchedulerLike;
}

interface OpenBatch<M, P> {
  readonly members: M[];
  readonly keys: string[];
  readonly payload: P;
}

/** One line of batches: gathers members by count, bytes and age of the oldest, and starts their writes in order. */
export class BatchQueue<M, E, P extends Payload<E>> {
  readonly #settings: GatherSettings;
  readonly #newPayload: () => P;
  readonly #write: (batch: Batch<M, P>) => Promise<void>;
  readonly #onWritten: () => void;
  /** Full batches, oldest first. */
  readonly #ready: Array<Batch<M, P>> = [];
  #open: OpenBatch<M, P> | undefined;
  /** The oldest member of the open batch has waited for `maxAge`, or a flush was asked for: write it, full or not. */
  #isDue = false;
  #isDraining: boolean;
  #writes = 0;
  /** When the oldest member of the open batch came. */
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

  /** Nothing waits and no write is under way. */
  get isIdle(): boolean {
    return this.#writes === 0 && this.#open === undefined && this.#ready.length === 0;
  }

  /** @param came When the member came, by the scheduler's clock; default now. */
  add(member: M, key: string | undefined, entry: E, came?: number): void {
    const { maxBatch, maxBytes } = this.#settings;
    // A write that drops a member brings back the next one of its key, and with it a batch that is open again.
    while (this.#open && !this.#open.payload.hasRoom(entry, maxBytes)) {
      this.#close(this.#open);
      this.#pump();
    }
    // A member that has waited for its key may be older than a batch that is open already.
    if (this.#open && came !== undefined && came < this.#oldest) this.#arm(came);
    const open = (this.#open ??= this.#begin(came));
    open.members.push(member);
    if (key !== undefined) open.keys.push(key);
    open.payload.add(entry);
    if (open.members.length < maxBatch && open.payload.bytes < maxBytes) return;
    this.#close(open);
    this.#pump();
  }

  /** Writes what waits as soon as there is room, full batch or not. */
  flush(): void {
    if (!this.#open) return;
    this.#isDue = true;
    this.#pump();
  }

  /** While draining, no member waits for others. */
  drain(isDraining: boolean): void {
    this.#isDraining = isDraining;
    if (isDraining) this.#pump();
  }

  /** Drops what waits. */
  clear(): void {
    this.#disarm();
    this.#open = undefined;
    this.#ready.length = 0;
  }

  #begin(came: number | undefined): OpenBatch<M, P> {
    this.#arm(came ?? this.#settings.scheduler.now());
    return { members: [], keys: [], payload: this.#newPayload() };
  }

  /** Makes the open batch due once a member that came then has waited for `maxAge`. */
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
