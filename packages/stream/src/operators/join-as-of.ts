import { asyncScheduler, Observable } from 'rxjs';
import type { SchedulerLike, Subscriber, Subscription } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { OptionNames } from '../check-options.ts';
import type { Barrier } from '../delivery/barrier.ts';
import { deliver } from '../source/deliver.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Flow, FlowOperator } from '../delivery/flow.ts';
import type { FlowSource } from '../delivery/flow-source.ts';
import { toMs, toTimeLimit } from '../duration.ts';
import type { Duration } from '../duration.ts';
import type { RecordKey } from '../delivery/record-key.ts';
import { streamError } from '../errors.ts';
import { nameOf } from '../state/key-name.ts';
import type { KeyName } from '../state/key-name.ts';
import { AsOfSide } from './as-of/as-of-side.ts';
import type { AsOfSideSettings } from './as-of/as-of-side.ts';
import { startTimer } from '../timers/start-timer.ts';
import { flowOperator, FlowSubscriber } from './base/flow-subscriber.ts';

/** A value and the latest value of the other stream at its event time. */
export interface AsOf<T, R> {
  readonly value: T;
  /** `undefined` when there is no earlier record, or none within the option `within`. */
  readonly other: R | undefined;
}

const optionNames: OptionNames<JoinAsOfOptions<never, never>> = {
  key: true,
  otherKey: true,
  otherTime: true,
  within: true,
  otherLateness: true,
  retain: true,
  maxWait: true,
  name: true,
  scheduler: true,
};

/** Options of {@link joinAsOf}. */
export interface JoinAsOfOptions<T, R> {
  /** Returns the key to join by; default the record's key. Records without a key on both sides are joined together. */
  readonly key?: (value: T, delivery: Delivery<T>) => RecordKey;
  /** Returns the key of a value of the other stream; default the record's key. */
  readonly otherKey?: (value: R, delivery: Delivery<R>) => RecordKey;
  /** Returns the event time of an item of `other`, ms since the Unix epoch, when `other` is not a flow. */
  readonly otherTime?: (value: R) => number;
  /** How much older the other record may be, in event time; default `Infinity`, any age. */
  readonly within?: Duration;
  /** How far out of order the other stream's records come in a lane, in event time; default 0. */
  readonly otherLateness?: Duration;
  /**
   * How long to keep the other stream's records, in event time before the newest value; default `'1h'`. It must cover
   * how far values come out of order and how far a restart goes back. `Infinity` keeps all.
   */
  readonly retain?: Duration;
  /**
   * Longest time, by the clock, that a value waits for the other stream to pass its event time; `Infinity` for no
   * limit. Default `'10s'`.
   */
  readonly maxWait?: Duration;
  /** Name under which the state is stored, in the store of the other flow; default `'joinAsOf'`. */
  readonly name?: string;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Pairs each value with the latest record of another stream at that event time, such as a trade with the quote before
 * it.
 *
 * A value waits until every active lane of the other stream has passed its event time, but no longer than `maxWait`.
 * The order of values and barriers does not change.
 *
 * Settlement: the pair has the identity and the settlement of the value. A record of the other flow is acknowledged
 * when it is part of the state, which belongs to the lanes, barriers and store of the other flow. Records ahead of the
 * values are held unsettled, so that the other source waits; when it has no credit left, they are added to the state.
 * When the values end, the other flow is stopped and commits.
 *
 * After a restart a value is paired with the same record again if three things hold: the records of the other stream
 * are out of order by at most `otherLateness`; `retain` covers the values that are read again; and no wait was cut
 * short by `maxWait` or by an idle lane. When `other` is an iterable, each run reads it from its beginning, so only
 * `maxWait` matters. A pair that was emitted is not corrected when an earlier record arrives afterwards.
 *
 * @param other An iterable of values in order of event time, or a flow whose records have a time, and a key if values
 * are joined by key.
 * @throws `PENSTOCK_BAD_OPTION` immediately. Values without event time are rejected with `PENSTOCK_TIME_MISSING`. The
 * flow errors with the error of the other flow.
 *
 * @example
 * ```ts
 * const paired = deliver(trades, { key: ({ symbol }) => symbol, time: ({ time }) => time }).pipe(
 *   joinAsOf(deliver(quotes, { key: ({ symbol }) => symbol, time: ({ time }) => time }), { within: '5m' }),
 *   filterValue(({ other }) => other !== undefined),
 * );
 * ```
 */
export const joinAsOf = <T, R>(
  other: Flow<R> | Iterable<R> | AsyncIterable<R>,
  options: JoinAsOfOptions<T, R> = {},
): FlowOperator<T, AsOf<T, R>> => {
  const { scheduler = asyncScheduler, otherKey, otherTime } = checkOptions(options, optionNames, 'joinAsOf');
  const isFlow = other instanceof Observable;
  if (isFlow && otherTime)
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      'Expected no otherTime for a flow, whose records have their own time; got otherTime. Remove it, and give the ' +
        'source of the flow a time function.',
    );
  if (!isFlow && !otherTime)
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      'Expected otherTime when the other stream is not a flow; got none. Give a function from a value to its event ' +
        'time in ms since the Unix epoch.',
    );
  const side: AsOfSideSettings<R> = {
    name: options.name ?? 'joinAsOf',
    key: otherKey ?? ((_value, delivery) => delivery.key),
    lateness: toMs(options.otherLateness ?? 0, 'otherLateness'),
    retain: toTimeLimit(options.retain ?? '1h', 'retain'),
  };
  const settings: Settings<T> = {
    key: options.key ?? ((_value, delivery) => delivery.key),
    within: toTimeLimit(options.within ?? Infinity, 'within'),
    maxWait: toTimeLimit(options.maxWait ?? '10s', 'maxWait'),
    scheduler,
  };
  return flowOperator(
    (out) =>
      new JoinAsOf(
        out,
        isFlow ? other : deliver(other, { topic: side.name, time: otherTime!, scheduler }),
        settings,
        side,
      ),
  );
};

interface Settings<T> {
  readonly key: (value: T, delivery: Delivery<T>) => RecordKey | null;
  readonly within: number;
  readonly maxWait: number;
  readonly scheduler: SchedulerLike;
}

interface Waiting<T> {
  readonly kind: 'waiting';
  readonly delivery: Delivery<T>;
  readonly key: KeyName;
  readonly time: number;
  readonly until: number;
}

class JoinAsOf<T, R> extends FlowSubscriber<T, AsOf<T, R>> {
  readonly #settings: Settings<T>;
  readonly #side: AsOfSide<R>;
  #waiting: Array<Waiting<T> | Barrier> = [];
  #source: FlowSource | undefined;
  #timer: Subscription | undefined;
  #endWait: (() => void) | undefined;
  #advancing = false;
  #done = false;

  constructor(
    out: Subscriber<Delivery<AsOf<T, R>> | Barrier>,
    other: Flow<R>,
    settings: Settings<T>,
    side: AsOfSideSettings<R>,
  ) {
    super(out);
    this.#settings = settings;
    this.#side = new AsOfSide(other, side, {
      onStarted: (barrier) => this.out.next(barrier),
      onProgress: () => this.#advance(),
      onError: (error) => this.#failWith(error),
    });
    out.add(this.#side.subscription);
    out.add(() => this.#rest());
  }

  protected onDelivery(delivery: Delivery<T>): void {
    const { time, lane } = delivery;
    this.#source = lane.source;
    if (time === undefined) {
      delivery.reject(
        streamError(
          'PENSTOCK_TIME_MISSING',
          `joinAsOf expected an event time on every record; got none on ${delivery.id}. Give its source a time ` +
            'function.',
        ),
      );
      return;
    }
    let key: KeyName;
    try {
      key = nameOf(this.#settings.key(delivery.value, delivery), 'joinAsOf');
    } catch (error) {
      delivery.reject(error);
      return;
    }
    this.#waiting.push({
      kind: 'waiting',
      delivery,
      key,
      time,
      until: this.#settings.scheduler.now() + this.#settings.maxWait,
    });
    this.#side.want(time);
    this.#advance();
  }

  protected override onBarrier(barrier: Barrier): void {
    this.#source = barrier.source;
    this.#waiting.push(barrier);
    this.#advance();
  }

  protected override _complete(): void {
    this.#done = true;
    this.#advance();
  }

  #advance(): void {
    // The other side also reports progress during a call of `want` or `end`, and during its own construction.
    if (this.#advancing || this.closed || !this.#side) return;
    this.#advancing = true;
    let gone = 0;
    for (; gone < this.#waiting.length; gone += 1) {
      const next = this.#waiting[gone]!;
      if (next.kind === 'barrier') this.out.next(next);
      else if (this.#side.hasPassed(next.time) || next.until <= this.#settings.scheduler.now()) this.#emit(next);
      else break;
    }
    this.#waiting.splice(0, gone);
    this.#advancing = false;
    if (gone > 0) this.#rest();
    this.#wait();
    if (this.#done && this.#waiting.length === 0) this.#finish();
  }

  #emit({ delivery, key, time }: Waiting<T>): void {
    const version = this.#side.at(key, time);
    const other = version && time - version.time <= this.#settings.within ? version.value : undefined;
    this.out.next(delivery.withValue({ value: delivery.value, other }));
  }

  #wait(): void {
    const [first] = this.#waiting;
    if (this.#timer || first?.kind !== 'waiting') return;
    // The wait ends after `maxWait`, so it must not count as a stall.
    this.#endWait = first.delivery.lane.context.beginWrite();
    const { scheduler } = this.#settings;
    const goOn = (): void => {
      this.#rest();
      this.#advance();
    };
    this.#timer = startTimer(Math.max(1, first.until - scheduler.now()), goOn, scheduler);
  }

  #rest(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#endWait?.();
    this.#endWait = undefined;
  }

  #finish(): void {
    this.#done = false;
    const ended = this.#side.end();
    if (!ended) {
      this.out.complete();
      return;
    }
    ended.then(
      () => this.out.complete(),
      (error: unknown) => this.#failWith(error),
    );
  }

  #failWith(error: unknown): void {
    if (this.#source) this.fail(error, this.#source);
    else this.out.error(error);
  }
}
