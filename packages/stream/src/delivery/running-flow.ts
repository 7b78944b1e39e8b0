import { type SchedulerLike, Subject, type Subscriber, Subscription } from 'rxjs';
import { streamError } from '../errors.ts';
import type { StateStore } from '../state/state-store.ts';
import { Barrier, type BarrierReason } from './barrier.ts';
import type { Delivery, RecordInfo } from './delivery.ts';
import type { FlowCounts, FlowSource, Lane, Position } from './flow.ts';
import type { FlowOutput, FlowPort } from './flow-port.ts';
import type { DeadLetterSink, RejectionPolicy } from './rejection.ts';
import { type LaneOwner, originalOf, SourceLane, type SourceRecord } from './source-lane.ts';

// Often enough that a starved batch leaves soon, seldom enough that it is not one of a single record.
const starvedEveryMs = 20;

/** The options of a flow once checked: durations in milliseconds. */
export interface FlowSettings {
  readonly maxInFlight: number;
  readonly commitEvery: number;
  readonly onReject: RejectionPolicy;
  readonly stateStore: StateStore | undefined;
  readonly volatile: boolean;
  readonly drainTimeout: number;
  readonly stallTimeout: number;
  readonly scheduler: SchedulerLike;
}

interface SentBarrier {
  readonly barrier: Barrier;
  readonly marks: readonly { readonly lane: SourceLane; readonly sequence: number; readonly offset: number }[];
}

/** A flow with a subscriber: hands out, settles, commits and ends. */
export class RunningFlow<T> implements FlowSource, FlowOutput<T>, LaneOwner {
  readonly counts: FlowCounts = { received: 0, inFlight: 0, rejected: 0, skipped: 0, late: 0, abandoned: 0 };
  readonly starved = new Subject<void>();
  readonly closed: Promise<void>;
  readonly #port: FlowPort<T>;
  readonly #settings: FlowSettings;
  readonly #out: Subscriber<Delivery<T> | Barrier>;
  readonly #stopping = new AbortController();
  readonly #timers = new Subscription();
  readonly #lanes = new Map<string, SourceLane>();
  readonly #committed = new Map<string, number>();
  readonly #operators = new Set<string>();
  #barriers: SentBarrier[] = [];
  /** Of the newest complete barrier, not committed yet. */
  #due: SentBarrier | undefined;
  #credit: Array<() => void> = [];
  #drained: Array<() => void> = [];
  #commits: Promise<void> = Promise.resolve();
  #commitWaiting = false;
  #pulsing = false;
  #starving: Subscription | undefined;
  #writes = 0;
  #claimed = 0;
  #lastSettled = 0;
  /** Something was settled since the last pulse. */
  #progressed = false;
  /** What the flow errors with once what came before it is settled. */
  #failure: unknown;
  #epoch = 0;
  #phase: 'running' | 'draining' | 'failing' | 'over' = 'running';
  #resolveClosed!: () => void;
  #rejectClosed!: (error: unknown) => void;

  constructor(port: FlowPort<T>, settings: FlowSettings, out: Subscriber<Delivery<T> | Barrier>) {
    this.#port = port;
    this.#settings = settings;
    this.#out = out;
    this.closed = new Promise((resolve, reject) => {
      this.#resolveClosed = resolve;
      this.#rejectClosed = reject;
    });
    // Whoever wants to know awaits it; without one the error still reaches the subscriber.
    this.closed.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  start(): void {
    const { scheduler, commitEvery, stallTimeout } = this.#settings;
    this.#lastSettled = scheduler.now();
    this.#repeat(commitEvery, () => this.#sendBarrier('interval'));
    this.#repeat(Math.max(1, stallTimeout / 4), () => this.#checkStall());
    this.#port.start(this).then(
      () => this.#finish(),
      (error: unknown) => this.#fail(error),
    );
  }

  stop(): void {
    this.#stopping.abort();
    this.#wake();
  }

  requireState(operator: string): void {
    const { stateStore, volatile } = this.#settings;
    if (this.#port.commit && !stateStore && !volatile) {
      this.#fail(
        streamError(
          'PENSTOCK_STATE_STORE_REQUIRED',
          `The operator ${operator} keeps state and the source commits positions, so a restart would lose the state. Give the source a stateStore such as fileStore(directory), or state: 'volatile' if that loss is meant.`,
        ),
      );
    }
    if (this.#operators.has(operator)) {
      this.#fail(streamError('PENSTOCK_STATE_NAME_TAKEN', `Two operators with state are named ${operator}. Give each a name of its own.`));
    }
    this.#operators.add(operator);
  }

  countLate(): void {
    this.counts.late += 1;
  }

  beginWrite(): () => void {
    this.#writes += 1;
    let writing = true;
    return () => {
      if (!writing) return;
      writing = false;
      this.#writes -= 1;
      this.#lastSettled = this.#settings.scheduler.now();
    };
  }

  async announce(positions: readonly Position[]): Promise<readonly Lane[]> {
    const epoch = (this.#epoch += 1);
    const lanes = await Promise.all(
      positions.map(async (position) => {
        const snapshots = await this.#settings.stateStore?.load(position);
        return new SourceLane({ topic: position.topic, partition: position.partition, next: position.offset, epoch }, this, this, snapshots);
      }),
    );
    for (const lane of lanes) {
      this.#lanes.set(`${lane.topic}-${lane.partition}`, lane);
      this.#committed.set(`${lane.topic}-${lane.partition}`, lane.ledger.next);
    }
    this.#sendBarrier('opened');
    return lanes;
  }

  credit(): number {
    if (this.#stopping.signal.aborted) return 0;
    return this.#settings.maxInFlight - this.counts.inFlight;
  }

  async ready(): Promise<boolean> {
    while (this.credit() <= 0) {
      if (this.#stopping.signal.aborted) return false;
      this.#starve();
      await new Promise<void>((resolve) => this.#credit.push(resolve));
    }
    return true;
  }

  next(lane: Lane, record: SourceRecord<T>): void {
    if (this.#stopping.signal.aborted || lane.state === 'revoked') return;
    const delivery = (lane as SourceLane).deliver(record);
    this.counts.received += 1;
    this.counts.inFlight += 1;
    this.#out.next(delivery);
  }

  setIdle(lane: Lane, idle: boolean): void {
    if (lane.state === 'active' || lane.state === 'idle') (lane as SourceLane).state = idle ? 'idle' : 'active';
  }

  async revoke(lanes: readonly Lane[]): Promise<void> {
    await this.#commit();
    for (const lane of lanes as readonly SourceLane[]) {
      if (lane.state === 'revoked') continue;
      lane.state = 'revoked';
      this.counts.inFlight -= lane.ledger.pending;
      this.#lanes.delete(`${lane.topic}-${lane.partition}`);
    }
    this.#schedulePulse();
  }

  onSettled(): void {
    this.counts.inFlight -= 1;
    this.#progressed = true;
    this.#schedulePulse();
  }

  onAbandoned(): void {
    this.counts.abandoned += 1;
  }

  onRejected(lane: SourceLane, sequence: number, reason: unknown, record: RecordInfo): void {
    this.counts.rejected += 1;
    const { onReject } = this.#settings;
    if (onReject === 'skip') {
      this.counts.skipped += 1;
      lane.ledger.release(sequence);
      this.onSettled();
    } else if (onReject === 'stop') {
      this.#claimed += 1;
      const { topic, partition, offset } = record.position;
      this.#failAfterDrain(
        streamError(
          'PENSTOCK_REJECTED',
          `The record at ${topic}-${partition} offset ${offset} was rejected: ${reasonText(reason)}. Nothing from it on is committed. Mend its cause and run again, or set onReject to deadLetter(sink) or 'skip'.`,
          reason,
        ),
      );
    } else {
      this.#writeDeadLetter(onReject.deadLetter, lane, sequence, reason, record);
    }
  }

  /** The subscription is gone: after completion that is the usual end, before it nobody will settle any more. */
  leave(): void {
    if (this.#phase !== 'draining') this.abandon();
  }

  abandon(): void {
    if (this.#phase === 'over') return;
    this.#end();
    for (const lane of this.#lanes.values()) lane.state = 'revoked';
    void this.#close().then(this.#resolveClosed, this.#rejectClosed);
  }

  #writeDeadLetter(sink: DeadLetterSink, lane: SourceLane, sequence: number, reason: unknown, record: RecordInfo): void {
    const { id, key, headers, position } = record;
    const code = (reason as { code?: unknown } | null)?.code;
    const ended = this.beginWrite();
    Promise.resolve()
      .then(() => sink({ id, key, headers, position, value: originalOf(record), reason, code: typeof code === 'string' ? code : 'PENSTOCK_REJECTED' }))
      .then(
        () => {
          if (lane.state !== 'revoked' && lane.ledger.release(sequence)) this.onSettled();
        },
        (cause: unknown) => {
          this.#claimed += 1;
          this.#failAfterDrain(
            streamError(
              'PENSTOCK_DEAD_LETTER_FAILED',
              `The dead letter of ${position.topic}-${position.partition} offset ${position.offset} could not be written: ${reasonText(cause)}. The record is not committed and comes again.`,
              cause,
            ),
          );
        },
      )
      .finally(ended);
  }

  #sendBarrier(reason: BarrierReason): void {
    if (this.#phase !== 'running' || (this.#lanes.size === 0 && reason === 'interval')) return;
    const marks = [...this.#lanes.values()].map((lane) => ({ lane, sequence: lane.ledger.tail, offset: lane.ledger.next, state: lane.state }));
    const barrier = new Barrier(reason, marks, () => this.#schedulePulse());
    this.#barriers.push({ barrier, marks });
    this.#out.next(barrier);
    this.#schedulePulse();
    // Without operator state an acknowledgement means durable, so the settled prefix may go at once.
    if (reason === 'interval' && !this.#stateful) void this.#commit();
  }

  get #stateful(): boolean {
    return this.#operators.size > 0;
  }

  // One look after a burst of settlements, not one for each.
  #schedulePulse(): void {
    if (this.#pulsing) return;
    this.#pulsing = true;
    queueMicrotask(() => {
      this.#pulsing = false;
      this.#pulse();
    });
  }

  #pulse(): void {
    if (this.#phase === 'over') return;
    // A barrier pulses too, and is no progress: a flow that only sends barriers has stalled.
    if (this.#progressed) this.#lastSettled = this.#settings.scheduler.now();
    this.#progressed = false;
    let front: SentBarrier | undefined;
    while ((front = this.#barriers[0]) && front.barrier.passed && front.marks.every(isSettled)) {
      this.#due = front;
      this.#barriers.shift();
    }
    if (this.#due && this.#stateful) void this.#commit();
    this.#wake();
    if (this.counts.inFlight <= this.#claimed && (this.#failure !== undefined || this.#barriers.length === 0)) {
      for (const resolve of this.#drained.splice(0)) resolve();
    }
  }

  #wake(): void {
    if (this.credit() <= 0 && !this.#stopping.signal.aborted) return;
    if (this.#phase !== 'failing') this.#endStarving();
    for (const resolve of this.#credit.splice(0)) resolve();
  }

  #starve(): void {
    if (this.#starving) return;
    this.#starving = new Subscription();
    // After the current hand-out is through, so that a batch that just fills is not cut in two.
    queueMicrotask(() => this.#starving && this.starved.next());
    const { starved } = this;
    this.#starving.add(
      this.#settings.scheduler.schedule(function () {
        starved.next();
        this.schedule(undefined, starvedEveryMs);
      }, starvedEveryMs),
    );
  }

  #endStarving(): void {
    this.#starving?.unsubscribe();
    this.#starving = undefined;
  }

  /** One commit at a time; asks that come while one runs are served by the next. */
  #commit(): Promise<void> {
    if (this.#commitWaiting) return this.#commits;
    this.#commitWaiting = true;
    this.#commits = this.#commits.then(async () => {
      this.#commitWaiting = false;
      if (this.#phase === 'over') return;
      try {
        await this.#commitNow();
      } catch (cause) {
        // Not from within the commit itself, whose end closing waits for.
        queueMicrotask(() => this.#fail(
          streamError('PENSTOCK_COMMIT_FAILED', `The source could not commit its positions: ${reasonText(cause)}. What was not committed comes again on the next run.`, cause),
        ));
      }
    });
    return this.#commits;
  }

  async #commitNow(): Promise<void> {
    const { stateStore } = this.#settings;
    const due = this.#due;
    this.#due = undefined;
    const marks = this.#stateful ? (due?.marks ?? []) : [...this.#lanes.values()].map((lane) => ({ lane, offset: lane.ledger.position }));
    const live = marks.filter(({ lane }) => lane.state !== 'revoked');
    const positions = live.map(({ lane, offset }) => ({ topic: lane.topic, partition: lane.partition, offset }));
    if (this.#stateful && stateStore && due) {
      await Promise.all(live.map(({ lane, offset }) => stateStore.save({ topic: lane.topic, partition: lane.partition, offset }, due.barrier.snapshots(lane))));
    }
    const changed = positions.filter(({ topic, partition, offset }) => this.#committed.get(`${topic}-${partition}`) !== offset);
    if (changed.length === 0 || (this.#phase as string) === 'over') return;
    await this.#port.commit?.(changed);
    for (const position of changed) {
      this.#committed.set(`${position.topic}-${position.partition}`, position.offset);
      if (this.#stateful) await stateStore?.prune(position);
    }
  }

  #finish(): void {
    if (this.#phase !== 'running') return;
    const stopped = this.#stopping.signal.aborted;
    if (!stopped) for (const lane of this.#lanes.values()) lane.state = 'ended';
    this.#sendBarrier(stopped ? 'stopped' : 'ended');
    this.#phase = 'draining';
    this.#stopping.abort();
    this.#endStarving();
    this.#out.complete();
    this.#schedulePulse();
    void this.#whenDrained().then(async (drained) => {
      await this.#commit();
      if ((this.#phase as string) === 'over') return;
      const oldest = this.#oldest();
      this.#end();
      const failure = drained
        ? this.#failure
        : streamError(
            'PENSTOCK_DRAIN_TIMEOUT',
            `${this.counts.inFlight} deliveries were not settled within drainTimeout (${this.#settings.drainTimeout} ms) after the source ended; the oldest is ${oldest}. They are not committed and come again. Look at the sink, or raise drainTimeout.`,
          );
      await this.#close();
      if (failure !== undefined) this.#rejectClosed(failure);
      else this.#resolveClosed();
    }).catch(this.#rejectClosed);
  }

  #failAfterDrain(error: unknown): void {
    if (this.#failure !== undefined || this.#phase === 'over') return;
    this.#failure = error;
    if (this.#phase === 'draining') {
      this.#schedulePulse();
      return;
    }
    this.#phase = 'failing';
    this.#stopping.abort();
    this.#wake();
    // What operators hold back came before the failure and is to be settled too.
    this.#starve();
    this.#schedulePulse();
    void this.#whenDrained().then(async () => {
      await this.#commit();
      this.#fail(error);
    });
  }

  #fail(error: unknown): void {
    if (this.#phase === 'over') return;
    this.#end();
    void this.#close().finally(() => {
      this.#rejectClosed(error);
      this.#out.error(error);
    });
  }

  #whenDrained(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = this.#settings.scheduler.schedule(() => resolve(false), this.#settings.drainTimeout);
      this.#timers.add(timer);
      this.#drained.push(() => {
        timer.unsubscribe();
        resolve(true);
      });
    });
  }

  #end(): void {
    this.#phase = 'over';
    this.#stopping.abort();
    this.#endStarving();
    this.#timers.unsubscribe();
    for (const resolve of this.#credit.splice(0)) resolve();
  }

  async #close(): Promise<void> {
    // A commit under way may still reach the store; whoever runs again must not run beside it.
    await this.#commits;
    await this.#port.close?.();
  }

  #checkStall(): void {
    const { scheduler, stallTimeout, maxInFlight } = this.#settings;
    if (this.#phase !== 'running' || this.counts.inFlight < maxInFlight || this.#writes > 0) return;
    if (scheduler.now() - this.#lastSettled < stallTimeout) return;
    this.#fail(
      streamError(
        'PENSTOCK_STALLED',
        `All ${maxInFlight} deliveries of maxInFlight are out, and for ${stallTimeout} ms none was settled and no write was under way; the oldest is ${this.#oldest()}. An operator keeps deliveries without ack() or reject(), or maxInFlight is too small for it.`,
      ),
    );
  }

  #oldest(): string {
    const lane = [...this.#lanes.values()].find(({ ledger }) => ledger.pending > 0);
    return lane ? `${lane.topic}-${lane.partition} offset ${lane.ledger.position}` : 'unknown';
  }

  #repeat(everyMs: number, work: () => void): void {
    this.#timers.add(
      this.#settings.scheduler.schedule(function () {
        work();
        this.schedule(undefined, everyMs);
      }, everyMs),
    );
  }
}

const isSettled = ({ lane, sequence }: { readonly lane: SourceLane; readonly sequence: number }): boolean =>
  lane.state === 'revoked' || lane.ledger.head >= sequence;

const reasonText = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
