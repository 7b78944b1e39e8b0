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

/** A value and what was known of the other stream at its event time. */
export interface AsOf<T, R> {
  readonly value: T;
  /** `undefined` where nothing was known yet, or nothing recent enough. */
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

/** How {@link joinAsOf} finds the record of the other stream. */
export interface JoinAsOfOptions<T, R> {
  /** What a value is joined by; default its record's key, and all are joined with all where there is none. */
  readonly key?: (value: T, delivery: Delivery<T>) => RecordKey;
  /** The same of the other stream's values. */
  readonly otherKey?: (value: R, delivery: Delivery<R>) => RecordKey;
  /** Event time of the other stream's values, where it is values and no flow; ms since the Unix epoch. */
  readonly otherTime?: (value: R) => number;
  /** How much older the other record may be; default `Infinity`, any. */
  readonly within?: Duration;
  /** How far out of order the other stream's records come in a lane; default 0. */
  readonly otherLateness?: Duration;
  /**
   * How long behind the newest value, in event time, the other stream's records are remembered; default `'1h'`. It has
   * to cover how far values come out of order and how far a restart goes back. `Infinity` forgets none.
   */
  readonly retain?: Duration;
  /**
   * Longest wait of a value, by the clock, for the other stream to get past its event time; `Infinity` for no limit.
   * Default `'10s'`.
   */
  readonly maxWait?: Duration;
  /** Name that the state is stored under, in the other flow's store; default `'joinAsOf'`. */
  readonly name?: string;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Pairs each value with the last known record of another stream at that event time, such as a trade with the quote
 * before it.
 *
 * A value waits until every active lane of the other stream has got past its event time, or `maxWait`. Order stays,
 * and barriers stay in place.
 *
 * Settlement: a value's identity and duty go on with the pair. A record of the other flow is acknowledged when it is
 * taken into state, which belongs to the lanes, barriers and store of that flow; those ahead of the values are held
 * unsettled, so that it waits, as long as it has credit. When the values end, the other flow is stopped and commits.
 *
 * After a restart a value is paired with the same record again if the other stream keeps its order to within
 * `otherLateness`, `retain` covers the values that come again, and neither `maxWait` nor an idle lane has cut a wait
 * short. With values instead of a flow, which are read from their beginning by each run, that is always so, but for
 * `maxWait`. What comes later than that cannot be promised: a pair that is out is not taken back.
 *
 * @param other values in order of event time, or a flow with a key and a time.
 * @throws `PENSTOCK_BAD_OPTION` at once; rejects values without event time with `PENSTOCK_TIME_MISSING`; errors with
 * what the other flow errors with.
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
      "otherTime is for values; a flow's records have their own time, which its source is told.",
    );
  if (!isFlow && !otherTime)
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      'otherTime must be given for values: a function from a value to its event time in ms.',
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
          `joinAsOf needs the event time of every record and ${delivery.id} has none. Give its source a time.`,
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
    // The other side tells of its progress also while it is being asked for more.
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
    // A wait that has its own end is no stall.
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
