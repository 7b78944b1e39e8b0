import { type Subscriber, Subscription } from 'rxjs';
import { Assignment } from './lanes/assignment.ts';
import type { Barrier, BarrierReason } from '../delivery/barrier.ts';
import { Committer } from './committer.ts';
import { Conditions } from './conditions.ts';
import { Credit } from './credit.ts';
import type { Delivery, Lane } from '../delivery/delivery.ts';
import type { FlowContext } from '../delivery/flow-context.ts';
import type { FlowCounts, FlowSource } from '../delivery/flow-source.ts';
import { flowFailures } from './flow-failures.ts';
import { FlowObserver } from '../statistics/flow-observer.ts';
import type { FlowOutput, FlowPort, LaneStart, RevokeOptions } from '../source/flow-port.ts';
import type { FlowSettings } from './flow-settings.ts';
import type { SourceRecord } from './lanes/source-delivery.ts';
import { Rejections, type RejectionsOwner } from './rejections.ts';
import type { LaneOwner, SourceLane } from './lanes/source-lane.ts';
import { StallWatch } from './stall-watch.ts';
import { Starvation } from './starvation.ts';
import { repeatEvery } from '../timers/repeat-every.ts';

// Between two tries of the last commit, while the source cannot commit for now.
const retryCommitMs = 100;

/** A flow with a subscriber: hands out, settles, commits and ends. */
export class RunningFlow<T> implements FlowSource, FlowContext, FlowOutput<T>, LaneOwner, RejectionsOwner {
  readonly counts: FlowCounts = { received: 0, inFlight: 0, rejected: 0, skipped: 0, late: 0, abandoned: 0 };
  #openWindows = 0;
  readonly closed: Promise<void>;
  readonly #port: FlowPort<T>;
  readonly #settings: FlowSettings;
  readonly #out: Subscriber<Delivery<T> | Barrier>;
  readonly #stopping = new AbortController();
  readonly #timers = new Subscription();
  readonly #assignment: Assignment;
  readonly #starvation: Starvation;
  readonly #credit: Credit;
  readonly #conditions: Conditions;
  readonly #committer: Committer;
  readonly #stall: StallWatch;
  readonly #rejections: Rejections;
  readonly #observer: FlowObserver;
  #derived = 0;
  /** Unsettled when their lane was taken away. */
  #dropped = 0;
  #stopped = false;
  #pulsing = false;
  /** Something was settled since the last pulse. */
  #progressed = false;
  /** What the flow errors with once what came before it is settled. */
  #failure: unknown;
  #phase: 'running' | 'draining' | 'failing' | 'over' = 'running';
  #resolveClosed!: () => void;
  #rejectClosed!: (error: unknown) => void;

  constructor(port: FlowPort<T>, settings: FlowSettings, out: Subscriber<Delivery<T> | Barrier>) {
    const { scheduler, maxInFlight, maxInFlightBytes, stateStore } = settings;
    this.#port = port;
    this.#settings = settings;
    this.#out = out;
    this.#starvation = new Starvation(scheduler);
    this.#credit = new Credit(maxInFlight, maxInFlightBytes, this.counts, this.#starvation);
    this.#conditions = new Conditions(scheduler);
    this.#stall = new StallWatch(scheduler, settings.stallTimeout);
    this.#rejections = new Rejections(settings.onReject, this);
    this.#assignment = new Assignment(stateStore, this);
    this.#observer = new FlowObserver(settings, () => this.#read());
    this.#committer = new Committer(port, stateStore, this.#assignment.lanes, {
      ended: () => this.#phase === 'over',
      now: () => scheduler.now(),
      onCommitted: (durationMs) => this.#observer.committed(durationMs),
      onFailed: (cause) => this.#fail(flowFailures.commitFailed(cause)),
    });
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

  get starved() {
    return this.#starvation.starved;
  }

  start(): void {
    const { commitEvery, stallTimeout, statsEvery } = this.#settings;
    this.#repeat(commitEvery, () => this.#atInterval());
    this.#repeat(Math.max(1, stallTimeout / 4), () => this.#checkStall());
    if (this.#observer.wanted) this.#repeat(statsEvery, () => this.#report());
    this.#port.start(this).then(
      () => this.#finish(),
      (error: unknown) => this.#fail(error),
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#credit.close();
    this.#stopping.abort();
  }

  requireState(operator: string): void {
    const { stateStore, volatile } = this.#settings;
    const { operators } = this.#committer;
    if (this.#port.commit && !stateStore && !volatile) this.#fail(flowFailures.stateStoreRequired(operator));
    if (operators.has(operator)) this.#fail(flowFailures.stateNameTaken(operator));
    operators.add(operator);
    this.#checkState(operator, this.#assignment.lanes.values());
  }

  countLate(): void {
    this.counts.late += 1;
  }

  countWindows(change: number): void {
    this.#openWindows += change;
  }

  beginWrite(): () => void {
    return this.#stall.beginWrite();
  }

  async announce(starts: readonly LaneStart[]): Promise<readonly Lane[]> {
    const lanes = await this.#assignment.open(starts);
    for (const before of this.#assignment.add(lanes)) this.#drop(before);
    for (const { topic } of lanes) this.#observer.opened(topic);
    for (const operator of this.#committer.operators) this.#checkState(operator, lanes);
    this.#sendBarrier('opened');
    return lanes;
  }

  credit(bytes = 1): number {
    return this.#credit.available(bytes);
  }

  ready(bytes = 1): Promise<boolean> {
    return this.#credit.wait(bytes);
  }

  next(lane: Lane, record: SourceRecord<T>): void {
    if (this.#stopped || !this.#takes(lane as SourceLane)) return;
    const delivery = (lane as SourceLane).deliver(record);
    this.counts.received += 1;
    this.#credit.take(record.bytes ?? 0);
    this.#out.next(delivery);
  }

  reject(lane: Lane, record: SourceRecord<unknown>, reason: unknown): void {
    if (this.#stopped || !this.#takes(lane as SourceLane)) return;
    this.counts.received += 1;
    this.#credit.take(record.bytes ?? 0);
    (lane as SourceLane).refuse(record, reason);
  }

  skipTo(lane: Lane, offset: number): void {
    if (!this.#stopped && this.#takes(lane as SourceLane)) (lane as SourceLane).ledger.skipTo(offset);
  }

  setIdle(lane: Lane, idle: boolean): void {
    if (lane.state === 'active' || lane.state === 'idle') (lane as SourceLane).state = idle ? 'idle' : 'active';
  }

  async settle({ within = 0 }: RevokeOptions): Promise<void> {
    if (within > 0) await this.#letSettle([...this.#assignment.lanes.values()], within);
    await this.#committer.commit();
  }

  async revoke(revoked: readonly Lane[], { within = 0 }: RevokeOptions = {}): Promise<void> {
    const lanes = (revoked as readonly SourceLane[]).filter(({ state }) => state !== 'revoked');
    if (lanes.length === 0) return;
    for (const lane of lanes) lane.leaving = true;
    if (within > 0) await this.#letSettle(lanes, within);
    await this.#committer.commit();
    for (const lane of lanes) this.#drop(lane);
    this.#schedulePulse();
  }

  onSettled(bytes: number): void {
    this.#credit.give(bytes);
    this.#progressed = true;
    this.#schedulePulse();
  }

  onDerived(): void {
    this.#derived += 1;
    this.#credit.take(0);
  }

  onAbandoned(): void {
    this.counts.abandoned += 1;
  }

  onRejected(lane: SourceLane, sequence: number, reason: unknown, record: Delivery<unknown>): void {
    this.#rejections.take(lane, sequence, reason, record);
  }

  release(lane: SourceLane, sequence: number): void {
    lane.release(sequence);
  }

  failAfterDrain(lane: SourceLane, error: unknown): void {
    if (lane.state !== 'revoked') lane.stuck += 1;
    // Each may be the last that the end waits for, not only the first.
    this.#schedulePulse();
    if (this.#failure !== undefined || this.#phase === 'over') return;
    this.#failure = error;
    if (this.#phase === 'draining') return;
    this.#phase = 'failing';
    this.stop();
    // What operators hold back came before the failure and is to be settled too.
    this.#starvation.begin();
    void this.#drained().then(async () => {
      await this.#committer.commit();
      this.#fail(error);
    });
  }

  /** The subscription is gone: after completion that is the usual end, before it nobody will settle any more. */
  leave(): void {
    if (this.#phase !== 'draining') this.abandon();
  }

  abandon(): void {
    if (this.#phase === 'over') return;
    this.#end();
    for (const lane of this.#assignment.lanes.values()) lane.state = 'revoked';
    void this.#close().then(this.#resolveClosed, this.#rejectClosed);
  }

  #takes(lane: SourceLane): boolean {
    return lane.state !== 'revoked' && !lane.leaving;
  }

  /** A lane goes with what it has out, and its credit returns. */
  #drop(lane: SourceLane): void {
    if (lane.state === 'revoked') return;
    lane.state = 'revoked';
    lane.stuck = 0;
    this.#dropped += lane.ledger.pending;
    this.#credit.give(lane.ledger.pendingBytes, lane.ledger.pending);
    this.#assignment.remove(lane);
  }

  async #letSettle(lanes: readonly SourceLane[], within: number): Promise<void> {
    const barrier =
      this.#phase === 'running' && this.#committer.operators.size > 0
        ? this.#committer.draw('revoking', lanes, () => this.#schedulePulse())
        : undefined;
    if (barrier) this.#out.next(barrier);
    const settled = () => lanes.every(({ ledger, stuck }) => ledger.pending <= stuck) && (!barrier || barrier.passed);
    const end = this.#starvation.begin();
    await this.#conditions.until(settled, within);
    end();
    this.#committer.look();
  }

  #checkState(operator: string, lanes: Iterable<SourceLane>): void {
    const missing = this.#settings.volatile ? undefined : this.#assignment.missingState(operator, lanes);
    if (missing) this.#fail(missing);
  }

  #atInterval(): void {
    if (this.#assignment.lanes.size > 0) this.#sendBarrier('interval');
    // After the end, too: what is in flight then may be a great deal, and a crash would bring all of it again.
    this.#committer.commitSettled();
  }

  #sendBarrier(reason: BarrierReason): void {
    if (this.#phase !== 'running') return;
    this.#out.next(this.#committer.draw(reason, this.#assignment.lanes.values(), () => this.#schedulePulse()));
    this.#schedulePulse();
  }

  // One look after a burst of settlements, not one for each.
  #schedulePulse(): void {
    if (this.#pulsing) return;
    this.#pulsing = true;
    queueMicrotask(this.#pulse);
  }

  // Made once: a method with a closure in it makes a context at each call, here at each settlement.
  readonly #pulse = (): void => {
    this.#pulsing = false;
    if (this.#phase === 'over') return;
    // A barrier pulses too, and is no progress: a flow that only sends barriers has stalled.
    if (this.#progressed) this.#stall.progressed();
    this.#progressed = false;
    this.#committer.look();
    this.#credit.wake();
    this.#conditions.look();
  };

  #finish(): void {
    if (this.#phase !== 'running') return;
    const stopped = this.#stopped;
    if (!stopped) for (const lane of this.#assignment.lanes.values()) lane.state = 'ended';
    this.#sendBarrier(stopped ? 'stopped' : 'ended');
    // Whoever got the barrier may have left or failed at it.
    if (!this.#isOpen()) return;
    this.#phase = 'draining';
    this.stop();
    this.#out.complete();
    this.#schedulePulse();
    void this.#closeDrained().catch(this.#rejectClosed);
  }

  async #closeDrained(): Promise<void> {
    const drained = await this.#drained();
    const { scheduler, drainTimeout } = this.#settings;
    const deadline = scheduler.now() + drainTimeout;
    await this.#committer.commit();
    while (this.#committer.behind && this.#isOpen() && scheduler.now() < deadline) {
      await this.#conditions.until(() => false, retryCommitMs);
      await this.#committer.commit();
    }
    if (!this.#isOpen()) return;
    const refused = this.#committer.behind ? flowFailures.commitRefused(drainTimeout) : undefined;
    const failure = drained
      ? (this.#failure ?? refused)
      : flowFailures.drainTimedOut(this.counts.inFlight, drainTimeout, this.#assignment.oldest);
    this.#end();
    await this.#close();
    if (failure !== undefined) this.#rejectClosed(failure);
    else this.#resolveClosed();
  }

  #isOpen(): boolean {
    return this.#phase !== 'over';
  }

  #fail(error: unknown): void {
    if (this.#phase === 'over') return;
    this.#end();
    void this.#close().finally(() => {
      this.#rejectClosed(error);
      this.#out.error(error);
    });
  }

  #drained(): Promise<boolean> {
    const settled = () =>
      this.counts.inFlight <= this.#assignment.stuck && (this.#failure !== undefined || !this.#committer.pending);
    return this.#conditions.until(settled, this.#settings.drainTimeout);
  }

  #end(): void {
    this.#phase = 'over';
    this.stop();
    this.#starvation.end();
    this.#timers.unsubscribe();
    this.#conditions.end();
    try {
      this.#observer.end();
    } catch (error) {
      this.#rejectClosed(error);
    }
  }

  #read() {
    const { received, inFlight } = this.counts;
    const settled = received + this.#derived - inFlight - this.#dropped;
    return {
      ...this.counts,
      settled,
      openWindows: this.#openWindows,
      lanes: this.#assignment.stats(this.#settings.scheduler.now()),
    };
  }

  async #close(): Promise<void> {
    // A commit under way may still reach the store; whoever runs again must not run beside it.
    await this.#committer.idle();
    await this.#port.close?.();
  }

  #checkStall(): void {
    if (this.#phase !== 'running' || !this.#credit.exhausted || !this.#stall.stalled) return;
    this.#fail(flowFailures.stalled(this.counts.inFlight, this.#settings.stallTimeout, this.#assignment.oldest));
  }

  #report(): void {
    try {
      this.#observer.report();
    } catch (error) {
      this.#fail(error);
    }
  }

  #repeat(everyMs: number, work: () => void): void {
    this.#timers.add(repeatEvery(everyMs, work, this.#settings.scheduler));
  }
}
