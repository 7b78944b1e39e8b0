import type { Barrier, Delivery, Lane, WindowResult } from '@penstock/stream';
import { EarlyDelivery, KeyedSubscriber, ResultInfo, Results } from '@penstock/stream/internal/rxjs';
import type { KeyName } from '@penstock/stream/internal/rxjs';
import type { Subscriber } from 'rxjs';
import type { BucketAnomaly } from './bucket-anomaly.ts';
import { InterimBuckets } from './interim-buckets.ts';
import { emptyBetween, newModel, restoreModel, snapshotOf } from './key-model.ts';
import type { KeyModel } from './key-model.ts';
import type { JudgeSettings } from './options.ts';
import { verdictOf } from './verdict-of.ts';

/** Judges the buckets of each key, which arrive in the order of time, and the empty buckets between them. */
export class JudgeSubscriber extends KeyedSubscriber<WindowResult<number>, BucketAnomaly, KeyModel> {
  readonly #settings: JudgeSettings;
  readonly #results: Results<BucketAnomaly>;
  readonly #interim: InterimBuckets;
  /** The number of the latest bucket that closed in a lane. */
  readonly #closed = new WeakMap<Lane, number>();

  constructor(out: Subscriber<Delivery<BucketAnomaly> | Barrier>, settings: JudgeSettings) {
    super(out, settings.keyed, {
      snapshot: (model) => snapshotOf(model, settings),
      restore: (snapshot) => restoreModel(snapshot, settings),
    });
    this.#settings = settings;
    this.#results = new Results(out);
    this.#interim = new InterimBuckets(settings);
  }

  protected onKeyed(delivery: Delivery<WindowResult<number>>, key: KeyName, known: KeyModel | undefined): void {
    const { lane, value: bucket } = delivery;
    // The models were dropped when the lane was revoked. A verdict without them would overwrite the verdict of the
    // consumer that owns the partition now.
    if (lane.state === 'revoked') {
      delivery.ack();
      return;
    }
    const number = this.#settings.windows.number(bucket.start);
    this.#interim.reach(lane, number);
    if (bucket.final) this.#judge(delivery, key, known ?? newModel(number, this.#settings), number);
    else this.#update(delivery, key, known, number);
  }

  protected override onBarrier(barrier: Barrier): void {
    this.#results.hold(barrier);
    super.onBarrier(barrier);
  }

  #judge(delivery: Delivery<WindowResult<number>>, key: KeyName, model: KeyModel, number: number): void {
    const { lane, value: bucket } = delivery;
    this.#judgeEmpty(lane, number);
    this.#judgeUpTo(lane, key, model, number);
    this.#interim.close(model, number);
    model.number = number;
    model.empty = 0;
    let verdict: BucketAnomaly | null;
    try {
      verdict = verdictOf(model.detector, { key, number, value: bucket.value, final: true }, this.#settings);
    } catch (error) {
      delivery.reject(error);
      return;
    }
    if (!this.keep(lane, key, model)) return;
    if (verdict) this.out.next(delivery.withValue(verdict));
    else delivery.ack();
  }

  /** Buckets of a lane close in the order of time, so a bucket before this one that did not arrive is empty. */
  #judgeEmpty(lane: Lane, number: number): void {
    if (this.#settings.empty === undefined || number <= (this.#closed.get(lane) ?? -Infinity)) return;
    this.#closed.set(lane, number);
    for (const [key, model] of this.states.entries(lane)) this.#judgeUpTo(lane, key, model, number);
  }

  #judgeUpTo(lane: Lane, key: KeyName, model: KeyModel, until: number): void {
    for (const number of emptyBetween(model, until, this.#settings)) {
      model.number = number;
      model.empty += 1;
      const verdict = verdictOf(
        model.detector,
        { key, number, value: this.#settings.empty!, final: true },
        this.#settings,
      );
      if (!this.keep(lane, key, model)) return;
      if (verdict) this.#results.emit(lane, verdict, this.#infoOf(lane, key, verdict.time));
    }
  }

  /**
   * Emits early verdicts of open buckets. The update is settled only after all of them, so that none is written after
   * the final verdict.
   */
  #update(delivery: Delivery<WindowResult<number>>, key: KeyName, model: KeyModel | undefined, number: number): void {
    const { lane, value: bucket } = delivery;
    const verdicts = model ? this.#interim.update(lane, key, model, number, bucket.value) : [];
    let left = verdicts.length;
    if (left === 0) delivery.ack();
    for (const verdict of verdicts) {
      const info = this.#infoOf(lane, key, verdict.time);
      const onDone = (): void => {
        left -= 1;
        if (left === 0) delivery.ack();
      };
      this.out.next(new EarlyDelivery(verdict, lane, info, delivery.position, onDone));
    }
  }

  #infoOf(lane: Lane, key: KeyName, time: number): ResultInfo {
    const { name, keyed } = this.#settings;
    return new ResultInfo(name, keyed.acrossPartitions ? undefined : lane, key, time);
  }
}
