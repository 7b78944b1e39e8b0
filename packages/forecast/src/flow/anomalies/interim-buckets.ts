import type { Lane } from '@penstock/stream';
import type { KeyName } from '@penstock/stream/internal/rxjs';
import type { BucketAnomaly } from './bucket-anomaly.ts';
import { emptyBetween } from './key-model.ts';
import type { KeyModel } from './key-model.ts';
import type { JudgeSettings } from './options.ts';
import { verdictOf } from './verdict-of.ts';

interface OpenBucket {
  readonly value: number;
  /** Whether an early verdict was made from the current values of this bucket and those before it. */
  isShown: boolean;
}

/** The buckets that late records may still change, and their early verdicts. */
export class InterimBuckets {
  readonly #settings: JudgeSettings;
  /** The newest bucket number with a record, by lane. Buckets before it have ended. */
  readonly #newest = new WeakMap<Lane, number>();
  readonly #open = new WeakMap<KeyModel, Map<number, OpenBucket>>();

  constructor(settings: JudgeSettings) {
    this.#settings = settings;
  }

  /** Records that a bucket of this number has a record. */
  reach(lane: Lane, number: number): void {
    this.#newest.set(lane, Math.max(number, this.#newest.get(lane) ?? -Infinity));
  }

  /** Forgets the buckets up to this number, which have their final verdicts. */
  close(model: KeyModel, number: number): void {
    const open = this.#open.get(model);
    for (const other of open?.keys() ?? []) if (other <= number) open!.delete(other);
  }

  /** Stores the value of an open bucket, and returns the verdicts that are new or changed, in the order of time. */
  update(lane: Lane, key: KeyName, model: KeyModel, number: number, value: number): readonly BucketAnomaly[] {
    const open = this.#open.get(model) ?? new Map<number, OpenBucket>();
    this.#open.set(model, open.set(number, { value, isShown: false }));
    for (const [other, bucket] of open) if (other > number) bucket.isShown = false;
    const newest = this.#newest.get(lane) ?? -Infinity;
    const over = [...open].filter(([other]) => other < newest).toSorted(([one], [other]) => one - other);
    return over.some(([, { isShown }]) => !isShown) ? this.#verdicts(key, model, over) : [];
  }

  #verdicts(
    key: KeyName,
    model: KeyModel,
    over: ReadonlyArray<readonly [number, OpenBucket]>,
  ): readonly BucketAnomaly[] {
    const detector = this.#settings.newDetector();
    detector.restore(model.detector.snapshot());
    const verdicts: BucketAnomaly[] = [];
    let latest = { number: model.number, empty: model.empty };
    for (const [number, bucket] of over) {
      for (const empty of emptyBetween(latest, number, this.#settings))
        detector.add({ time: this.#settings.windows.at(empty), value: this.#settings.empty! });
      latest = { number, empty: 0 };
      const verdict = verdictOf(detector, { key, number, value: bucket.value, final: false }, this.#settings);
      if (verdict && !bucket.isShown) verdicts.push(verdict);
      bucket.isShown = true;
    }
    return verdicts;
  }
}
