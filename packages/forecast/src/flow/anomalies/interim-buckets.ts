import type { Lane } from '@penstock/stream';
import type { KeyName } from '@penstock/stream/operator';
import type { BucketAnomaly } from './bucket-anomaly.ts';
import { emptyBetween } from './key-model.ts';
import type { KeyModel } from './key-model.ts';
import type { JudgeSettings } from './options.ts';
import { verdictOf } from './verdict-of.ts';

interface OpenBucket {
  readonly value: number;
  /** The latest verdict on it knew all values so far. */
  isShown: boolean;
}

/** The buckets that late records may still correct, as their latest updates have them, and early verdicts on them. */
export class InterimBuckets {
  readonly #settings: JudgeSettings;
  /** The number of the newest bucket with a record, by lane: buckets before it are over. */
  readonly #newest = new WeakMap<Lane, number>();
  readonly #open = new WeakMap<KeyModel, Map<number, OpenBucket>>();

  constructor(settings: JudgeSettings) {
    this.#settings = settings;
  }

  /** A bucket of this number has been seen. */
  reach(lane: Lane, number: number): void {
    this.#newest.set(lane, Math.max(number, this.#newest.get(lane) ?? -Infinity));
  }

  /** The bucket of this number has its final verdict. */
  close(model: KeyModel, number: number): void {
    const open = this.#open.get(model);
    for (const other of open?.keys() ?? []) if (other <= number) open!.delete(other);
  }

  /** Takes the value of an open bucket; the verdicts that are new or have changed by it, in order of time. */
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
