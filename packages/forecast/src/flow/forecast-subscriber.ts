import type { Barrier, Delivery, FlowSource, Lane } from '@penstock/stream';
import { KeyedSubscriber, keyOf, ResultInfo, Results } from '@penstock/stream/internal/rxjs';
import type { KeyName } from '@penstock/stream/internal/rxjs';
import type { Subscriber } from 'rxjs';
import { forecastError } from '../errors.ts';
import type { Forecast } from '../forecaster.ts';
import { DriftWatch } from './drift-watch.ts';
import type { FitReason, FlowForecast } from './flow-forecast.ts';
import { Fits } from './fits.ts';
import { newState, restoreState, snapshotOf } from './key-state.ts';
import type { FitResult, KeyState, PendingFit } from './key-state.ts';
import type { ForecastSettings } from './options.ts';
import { isOfTheRows } from './row-errors.ts';

/** The records of a key that wait for its model. The first one is the record whose forecast is due. */
interface Wait<T> {
  readonly held: Array<Delivery<T>>;
  readonly end: () => void;
}

/** A fit that has begun and not ended, for the lane in which it began. */
interface RunningFit {
  readonly lane: Lane;
  readonly key: KeyName;
  readonly state: KeyState;
  readonly abort: AbortController;
}

/** Keeps a series for each key, fits models to it and emits their forecasts. */
export class ForecastSubscriber<T> extends KeyedSubscriber<T, FlowForecast, KeyState> {
  readonly #settings: ForecastSettings<T>;
  readonly #results: Results<FlowForecast>;
  readonly #fits: Fits;
  readonly #running = new Map<PendingFit, RunningFit>();
  readonly #waits = new Map<KeyState, Wait<T>>();
  /** A barrier that must wait because records before it wait for a model, and everything received after it. */
  readonly #queue: Array<Delivery<T> | Barrier> = [];
  #isReleasing = false;
  #isComplete = false;
  /** Set by the first barrier, which arrives before any record. */
  #source: FlowSource | undefined;

  constructor(out: Subscriber<Delivery<FlowForecast> | Barrier>, settings: ForecastSettings<T>) {
    super(out, settings.keyed, {
      snapshot: snapshotOf,
      restore: (snapshot) => restoreState(snapshot, settings),
    });
    this.#settings = settings;
    this.#results = new Results(out);
    this.#fits = new Fits(settings.maxFits);
    const { signal } = settings;
    const onAbort = (): void => this.#end(signal!.reason);
    signal?.addEventListener('abort', onAbort);
    out.add(() => {
      signal?.removeEventListener('abort', onAbort);
      this.#fits.end();
      for (const { end } of this.#waits.values()) end();
    });
    if (signal?.aborted) onAbort();
  }

  protected override onDelivery(delivery: Delivery<T>): void {
    if (this.#isReleasing || this.#queue.length > 0) this.#queue.push(delivery);
    else super.onDelivery(delivery);
  }

  protected override onBarrier(barrier: Barrier): void {
    this.#source = barrier.source;
    if (!this.#isReleasing) this.#dropRevoked();
    if (this.#isReleasing || this.#queue.length > 0 || this.#waits.size > 0) this.#queue.push(barrier);
    else this.#pass(barrier);
  }

  protected override _complete(): void {
    this.#isComplete = true;
    this.#completeIfDone();
  }

  protected onKeyed(delivery: Delivery<T>, key: KeyName, known: KeyState | undefined): void {
    const wait = known && this.#waits.get(known);
    if (wait) wait.held.push(delivery);
    else this.#take(delivery, key, known ?? newState(this.#settings));
  }

  #take(delivery: Delivery<T>, key: KeyName, state: KeyState): void {
    const { lane } = delivery;
    // The state was dropped when the lane was revoked. A forecast without that state would overwrite the forecast of
    // the consumer that owns the partition now.
    if (lane.state === 'revoked') {
      delivery.ack();
      return;
    }
    let row: readonly [time: number, value: number];
    try {
      row = this.#rowOf(delivery);
    } catch (error) {
      delivery.reject(error);
      return;
    }
    const outcome = state.series.add(...row);
    if (outcome === 'late') {
      lane.context.countLate();
      delivery.ack();
      return;
    }
    if (outcome === 'added') this.#score(state, row[1]);
    if (!this.keep(lane, key, state)) return;
    if (state.pending && !state.pending.isRunning) this.#begin(state.pending, lane, key, state);
    if (this.#isDue(state, row[0])) this.#fitAndForecast(delivery, key, state, row[0]);
    else delivery.ack();
  }

  #rowOf(delivery: Delivery<T>): readonly [time: number, value: number] {
    const { keyed, time: timeOf, value: valueOf } = this.#settings;
    const time = timeOf(delivery.value, delivery);
    if (typeof time !== 'number' || !Number.isFinite(time)) {
      throw forecastError(
        'PENSTOCK_TIME_MISSING',
        `${keyed.name} expected the event time of ${delivery.id} in milliseconds since the Unix epoch; got ` +
          `${String(time)}. Set the option time of the source or of the operator.`,
      );
    }
    const value = valueOf(delivery.value, delivery);
    if (typeof value === 'number' && Number.isFinite(value)) return [time, value];
    throw forecastError(
      'PENSTOCK_SERIES_INVALID',
      `${keyed.name} expected a finite number as the value of ${delivery.id}; got ${String(value)}. ` +
        'Set the option value, or filter such records out.',
    );
  }

  #score(state: KeyState, actual: number): void {
    if (!state.expected) return;
    const [model, naive] = state.expected;
    state.drift?.add(Math.abs(actual - model), Math.abs(actual - naive));
    state.expected = undefined;
  }

  #isDue({ forecastAt }: KeyState, time: number): boolean {
    const { windows } = this.#settings;
    return forecastAt === undefined || windows.number(time) > windows.number(forecastAt);
  }

  #fitAndForecast(delivery: Delivery<T>, key: KeyName, state: KeyState, time: number): void {
    state.forecastAt = time;
    const { pending } = state;
    if (pending?.left !== undefined) pending.left -= 1;
    const reason = pending ? undefined : this.#reasonToFit(state, time);
    if (reason !== undefined)
      this.#begin((state.pending = this.#pendingFit(state, time, reason)), delivery.lane, key, state);
    if (state.pending?.left === undefined || state.pending.left > 0) this.#forecast(delivery, key, state);
    else if (state.pending.result) this.#swapAndForecast(delivery, key, state);
    else this.#waits.set(state, { held: [delivery], end: delivery.lane.context.beginWrite() });
  }

  #reasonToFit({ inUse, fitAt, drift }: KeyState, time: number): FitReason | undefined {
    if (!inUse) return 'first';
    const { refitWindows } = this.#settings;
    if (refitWindows && refitWindows.number(time) > refitWindows.number(fitAt!)) return 'schedule';
    return drift?.hasDrifted ? 'drift' : undefined;
  }

  #pendingFit(state: KeyState, time: number, reason: FitReason): PendingFit {
    const { swapAfter, holdBack } = this.#settings;
    state.fitAt = time;
    return {
      time,
      reason,
      rows: state.series.rows(holdBack),
      left: reason === 'first' && swapAfter !== undefined ? 0 : swapAfter,
      isRunning: false,
      result: undefined,
    };
  }

  #begin(pending: PendingFit, lane: Lane, key: KeyName, state: KeyState): void {
    pending.isRunning = true;
    const abort = new AbortController();
    this.#running.set(pending, { lane, key, state, abort });
    this.#fits
      .run(async (signal) => this.#settings.fit(pending.rows, signal), abort)
      .then(
        (model): FitResult => ({ model }),
        (error: unknown): FitResult => {
          if (isOfTheRows(error)) return { error };
          throw error;
        },
      )
      .then((result) => {
        if (abort.signal.aborted) return;
        this.#running.delete(pending);
        this.#fitted(pending, result, lane, key, state);
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted && !this.out.closed) this.fail(error, lane.source);
      });
  }

  /**
   * Aborts the fits of revoked lanes and does not wait for their results. Otherwise the barriers of the other lanes
   * would wait for a model that is not used: the consumer that owns the partition now fits it again.
   */
  #dropRevoked(): void {
    for (const [pending, { lane, key, state, abort }] of this.#running) {
      if (lane.state !== 'revoked') continue;
      // With acrossPartitions, records of other lanes may wait for the same model.
      if (this.#waits.get(state)?.held.some((delivery) => delivery.lane.state !== 'revoked')) continue;
      this.#running.delete(pending);
      pending.isRunning = false;
      abort.abort();
      this.#endWait(key, state);
    }
  }

  #fitted(pending: PendingFit, result: FitResult, lane: Lane, key: KeyName, state: KeyState): void {
    if (this.out.closed) return;
    pending.result = result;
    if (pending.left === undefined && lane.state !== 'revoked') {
      this.#swap(key, state);
      this.keep(lane, key, state);
    }
    this.#endWait(key, state);
  }

  /** Replaces the model by the model of the pending fit, which must have a result. */
  #swap(key: KeyName, state: KeyState): void {
    const { drift, onOutcome } = this.#settings;
    const { time, reason, rows, result } = state.pending!;
    state.pending = undefined;
    state.expected = undefined;
    const fit = { key: keyOf(key), time, reason, rows: rows.times.length };
    if ('error' in result!) {
      const { error } = result;
      state.failure = { time, code: error.code, message: error.message };
      // Otherwise the same errors would start another fit at the next forecast.
      state.drift?.forgetRecent();
      onOutcome({ kind: 'fitFailed', ...fit, error });
      return;
    }
    state.inUse = { model: result!.model, saved: result!.model.save() };
    state.failure = undefined;
    state.drift = drift && new DriftWatch(drift);
    onOutcome({ kind: 'fitted', ...fit });
  }

  #swapAndForecast(delivery: Delivery<T>, key: KeyName, state: KeyState): void {
    try {
      this.#swap(key, state);
    } catch (error) {
      this.fail(error, delivery.lane.source);
      return;
    }
    this.#forecast(delivery, key, state);
  }

  /** Emits a forecast after the latest row, if there is a model, and acknowledges the record. */
  #forecast(delivery: Delivery<T>, key: KeyName, state: KeyState): void {
    const { lane } = delivery;
    const { inUse, series, failure } = state;
    const [time, last] = series.latest!;
    const forecast = inUse && this.#forecastOf(inUse.model, key, state, lane);
    if (this.out.closed || !this.keep(lane, key, state)) return;
    if (forecast) {
      state.expected = [forecast.mean[0]!, last];
      const { keyed } = this.#settings;
      this.#results.emit(
        lane,
        { key: keyOf(key), time, last, forecast, fittedUntil: inUse.model.fittedUntil, staleSince: failure },
        new ResultInfo(keyed.name, keyed.acrossPartitions ? undefined : lane, key, time),
      );
    }
    delivery.ack();
  }

  #forecastOf(model: NonNullable<KeyState['inUse']>['model'], key: KeyName, state: KeyState, lane: Lane) {
    const { horizon, levels, onOutcome } = this.#settings;
    let forecast: Forecast | undefined;
    try {
      try {
        forecast = model.forecast(horizon, { after: state.series.rows(), ...(levels && { levels }) });
      } catch (error) {
        if (!isOfTheRows(error)) throw error;
        onOutcome({ kind: 'forecastFailed', key: keyOf(key), time: state.series.latest![0], error });
      }
    } catch (error) {
      this.fail(error, lane.source);
    }
    return forecast;
  }

  /** Processes the records that waited for the model of a key. */
  #endWait(key: KeyName, state: KeyState): void {
    const wait = this.#waits.get(state);
    if (!wait) return;
    this.#waits.delete(state);
    wait.end();
    this.#isReleasing = true;
    const [first, ...others] = wait.held as [Delivery<T>, ...Array<Delivery<T>>];
    if (first.lane.state === 'revoked') first.ack();
    else this.#swapAndForecast(first, key, state);
    for (const other of others) {
      if (this.out.closed) return;
      const again = this.#waits.get(state);
      if (again) again.held.push(other);
      else this.#take(other, key, state);
    }
    this.#release();
  }

  #release(): void {
    for (let next = this.#queue[0]; next && !this.out.closed; next = this.#queue[0]) {
      if (next.kind === 'barrier' && this.#waits.size > 0) break;
      this.#queue.shift();
      if (next.kind === 'barrier') this.#pass(next);
      else super.onDelivery(next);
    }
    this.#isReleasing = false;
    this.#completeIfDone();
  }

  #pass(barrier: Barrier): void {
    this.#results.hold(barrier);
    super.onBarrier(barrier);
  }

  #completeIfDone(): void {
    if (this.#isComplete && this.#waits.size === 0 && this.#queue.length === 0) this.out.complete();
  }

  #end(reason: unknown): void {
    this.#fits.end(reason);
    if (this.#source) this.fail(reason, this.#source);
    else this.out.error(reason);
  }
}
