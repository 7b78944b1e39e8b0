import { Subscription } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { Barrier } from '../delivery/barrier.ts';
import type { BarrierReason } from '../delivery/barrier.ts';
import type { Delivery, Lane } from '../delivery/delivery.ts';
import type { FlowContext } from '../delivery/flow-context.ts';
import type { FlowCounts, FlowSource } from '../delivery/flow-source.ts';
import type { LaneStart } from '../delivery/lane-start.ts';
import { FlowObserver } from '../statistics/flow-observer.ts';
import { FlowTally } from '../statistics/flow-tally.ts';
import { repeatEvery } from '../timers/repeat-every.ts';
import { Committer } from './committer.ts';
import type { CommitPositions } from './committer.ts';
import { Conditions } from './conditions.ts';
import { Credit } from './credit.ts';
import { Drain } from './drain.ts';
import { Ending } from './ending.ts';
import { flowFailures } from './flow-failures.ts';
import type { FlowSettings } from './flow-settings.ts';
import { Assignment } from './lanes/assignment.ts';
import type { LaneFlow, SourceLane } from './lanes/source-lane.ts';
import { OperatorStates } from './operator-states.ts';
import { Pulse } from './pulse.ts';
import { Rejections } from './rejections.ts';
import { RunningContext } from './running-context.ts';
import { StallWatch } from './stall-watch.ts';
import { Starvation } from './starvation.ts';

/** The functions of a source that its flow calls. */
export interface SourceHooks {
  /** Undefined when the source commits nothing. */
  readonly commit: CommitPositions | undefined;
  readonly close: (() => Promise<void>) | undefined;
}

/** A flow with its subscriber. It connects the parts of the engine. */
export class RunningFlow<T> implements FlowSource, LaneFlow<T> {
  readonly counts: FlowCounts;
  readonly context: FlowContext;
  readonly rejections: Rejections;
  readonly #settings: FlowSettings;
  readonly #out: Subscriber<Delivery<T> | Barrier>;
  readonly #close: SourceHooks['close'];
  readonly #tally = new FlowTally();
  readonly #stopping = new AbortController();
  readonly #timers = new Subscription();
  readonly #assignment: Assignment<T>;
  readonly #states: OperatorStates;
  readonly #starvation: Starvation;
  readonly #credit: Credit;
  readonly #conditions: Conditions;
  readonly #committer: Committer;
  readonly #stall: StallWatch;
  readonly #observer: FlowObserver;
  readonly #ending: Ending;
  readonly #pulse = new Pulse(() => this.#look());
  #stopped = false;
  /** True when a delivery was settled since the last pulse. */
  #progressed = false;

  constructor(settings: FlowSettings, out: Subscriber<Delivery<T> | Barrier>, { commit, close }: SourceHooks) {
    const { scheduler, maxInFlight, maxInFlightBytes, stateStore } = settings;
    const fail = (error: unknown): void => this.#ending.fail(error);
    this.counts = this.#tally.counts;
    this.#settings = settings;
    this.#out = out;
    this.#close = close;
    this.#starvation = new Starvation(scheduler);
    this.#credit = new Credit(maxInFlight, maxInFlightBytes, this.counts, this.#starvation);
    this.#conditions = new Conditions(scheduler);
    this.#stall = new StallWatch(scheduler, settings.stallTimeout);
    this.#assignment = new Assignment(stateStore, this);
    this.#states = new OperatorStates(settings, commit !== undefined, this.#assignment.lanes, fail);
    this.context = new RunningContext(this.#starvation, this.#stall, this.#tally, this.#states);
    this.rejections = new Rejections(settings.onReject, this.counts, this.context, (error) =>
      this.#ending.failAfterDrain(error),
    );
    this.#observer = new FlowObserver(settings, () => this.#read());
    this.#committer = new Committer(commit, stateStore, {
      source: this,
      lanes: this.#assignment.lanes,
      operators: this.#states.names,
      isOver: () => this.#ending.isOver,
      now: () => scheduler.now(),
      onCommitted: (durationMs) => this.#observer.committed(durationMs),
      onFailed: (cause) => fail(flowFailures.commitFailed(cause)),
    });
    this.#ending = new Ending(
      {
        out,
        stop: () => this.stop(),
        sendLast: () => this.#sendLast(),
        commit: () => this.#committer.commit(),
        flush: () => void this.#starvation.begin(),
        look: () => this.#pulse.schedule(),
        end: () => this.#end(),
        revoke: () => this.#revokeAll(),
        close: () => this.#closeSource(),
      },
      new Drain(settings, this.counts, this.#assignment, this.#committer, this.#conditions),
    );
  }

  get source(): FlowSource {
    return this;
  }

  get closed(): Promise<void> {
    return this.#ending.closed;
  }

  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  get takesRecords(): boolean {
    return !this.#stopped;
  }

  /**
   * Sends the barrier `started`, starts the timers, and calls `work`, which resolves when there are no more records.
   */
  start(work: () => Promise<void>): void {
    const { commitEvery, stallTimeout, statsEvery } = this.#settings;
    this.#out.next(new Barrier('started', this, [], () => undefined));
    // The subscriber may have unsubscribed while it handled the barrier.
    if (this.#out.closed) return;
    this.#repeat(commitEvery, () => this.#atInterval());
    this.#repeat(Math.max(1, stallTimeout / 4), () => this.#checkStall());
    if (this.#observer.wanted) this.#repeat(statsEvery, () => this.#report());
    work().then(
      () => this.#ending.complete(),
      (error: unknown) => this.#ending.fail(error),
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#credit.close();
    this.#stopping.abort();
  }

  abandon(): void {
    this.#ending.abandon();
  }

  /** Handles the end of the subscription. */
  leave(): void {
    this.#ending.leave();
  }

  async assign(starts: readonly LaneStart[]): Promise<ReadonlyArray<SourceLane<T>>> {
    const lanes = await this.#assignment.open(starts);
    for (const before of this.#assignment.add(lanes)) this.#drop(before);
    for (const { topic } of lanes) this.#observer.opened(topic);
    this.#states.check(lanes);
    this.#send('opened');
    return lanes;
  }

  credit(bytes = 1): number {
    return this.#credit.available(bytes);
  }

  ready(bytes = 1): Promise<boolean> {
    return this.#credit.wait(bytes);
  }

  async settle({ within = 0 }: { readonly within?: number }): Promise<void> {
    if (within > 0) await this.#letSettle([...this.#assignment.lanes.values()], within);
    await this.#committer.commit();
  }

  async revoke(revoked: readonly Lane[], { within = 0 }: { readonly within?: number } = {}): Promise<void> {
    const lanes = this.#assignment.among(revoked);
    if (lanes.length === 0) return;
    for (const lane of lanes) lane.leaving = true;
    if (within > 0) await this.#letSettle(lanes, within);
    await this.#committer.commit();
    for (const lane of lanes) this.#drop(lane);
    this.#pulse.schedule();
  }

  onRecord(bytes: number): void {
    this.counts.received += 1;
    this.#credit.take(bytes);
  }

  emit(delivery: Delivery<T>): void {
    this.#out.next(delivery);
  }

  onDerived(): void {
    this.#tally.derived += 1;
    this.#credit.take(0);
  }

  onSettled(bytes: number): void {
    this.#credit.give(bytes);
    this.#progressed = true;
    this.#pulse.schedule();
  }

  onAbandoned(): void {
    this.counts.abandoned += 1;
  }

  /** Runs after settlements and barrier changes: takes complete barriers, wakes the source and checks conditions. */
  #look(): void {
    if (this.#ending.isOver) return;
    // A barrier also schedules this, but is not progress: a flow in which only barriers pass has stalled.
    if (this.#progressed) this.#stall.progressed();
    this.#progressed = false;
    this.#committer.look();
    this.#credit.wake();
    this.#conditions.look();
  }

  /** Revokes a lane. Its unsettled deliveries are dropped, and their credit returns. */
  #drop(lane: SourceLane<T>): void {
    if (lane.state === 'revoked') return;
    lane.state = 'revoked';
    lane.stuck = 0;
    this.#tally.dropped += lane.ledger.pending;
    this.#credit.give(lane.ledger.pendingBytes, lane.ledger.pending);
    this.#assignment.remove(lane);
  }

  #revokeAll(): void {
    for (const lane of this.#assignment.lanes.values()) lane.state = 'revoked';
  }

  async #letSettle(lanes: ReadonlyArray<SourceLane<T>>, within: number): Promise<void> {
    const barrier =
      this.#ending.isRunning && this.#committer.stateful
        ? this.#committer.draw('revoking', lanes, () => this.#pulse.schedule())
        : undefined;
    if (barrier) this.#out.next(barrier);
    const settled = () => lanes.every(({ ledger, stuck }) => ledger.pending <= stuck) && (!barrier || barrier.passed);
    const end = this.#starvation.begin();
    await this.#conditions.until(settled, within);
    end();
    this.#committer.look();
  }

  #atInterval(): void {
    if (this.#assignment.lanes.size > 0) this.#send('interval');
    // The flow commits also while it drains. Many deliveries may still be in flight, and without these commits the next
    // run would read all of them again after a crash.
    this.#committer.commitSettled();
  }

  #send(reason: BarrierReason): void {
    if (!this.#ending.isRunning) return;
    this.#out.next(this.#committer.draw(reason, this.#assignment.lanes.values(), () => this.#pulse.schedule()));
    this.#pulse.schedule();
  }

  #sendLast(): void {
    if (!this.#stopped) for (const lane of this.#assignment.lanes.values()) lane.state = 'ended';
    this.#send(this.#stopped ? 'stopped' : 'ended');
  }

  #end(): void {
    this.#starvation.end();
    this.#timers.unsubscribe();
    this.#conditions.end();
    this.#observer.end();
  }

  async #closeSource(): Promise<void> {
    // A running commit may still write to the store, and a new run must not begin before it has ended.
    await this.#committer.idle();
    await this.#close?.();
  }

  #checkStall(): void {
    if (!this.#ending.isRunning || !this.#credit.exhausted || !this.#stall.stalled) return;
    const { stallTimeout } = this.#settings;
    this.#ending.fail(flowFailures.stalled(this.counts.inFlight, stallTimeout, this.#assignment.oldest));
  }

  #read() {
    const { settled, openWindows } = this.#tally;
    return { ...this.counts, settled, openWindows, lanes: this.#assignment.stats(this.#settings.scheduler.now()) };
  }

  #report(): void {
    try {
      this.#observer.report();
    } catch (error) {
      this.#ending.fail(error);
    }
  }

  #repeat(everyMs: number, work: () => void): void {
    this.#timers.add(repeatEvery(everyMs, work, this.#settings.scheduler));
  }
}
