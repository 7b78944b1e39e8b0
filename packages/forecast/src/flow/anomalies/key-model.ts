import type { AnomalyDetector } from '../../anomaly/anomaly-detector.ts';
import type { AnomalyDetectorState } from '../../anomaly/state.ts';
import { forecastError } from '../../errors.ts';
import { checkStoredVersion } from '../../stored-version.ts';
import type { JudgeSettings } from './options.ts';

const stateVersion = 1;

/** What is kept of one key. */
export interface KeyModel {
  readonly detector: AnomalyDetector;
  /** The number of the latest bucket that the detector judged. */
  number: number;
  /** How many empty buckets in a row came last. */
  empty: number;
}

/** What a store keeps of a {@link KeyModel}. */
interface StoredModel {
  readonly version: typeof stateVersion;
  readonly function: string;
  readonly number: number;
  readonly empty: number;
  readonly detector: AnomalyDetectorState;
}

/** The model of a key whose first bucket this is. */
export const newModel = (number: number, { newDetector }: JudgeSettings): KeyModel => ({
  detector: newDetector(),
  number: number - 1,
  empty: 0,
});

/** The numbers of the empty buckets that are to be judged between the latest bucket and another one. */
export const emptyBetween = (
  { number: latest, empty }: Pick<KeyModel, 'number' | 'empty'>,
  until: number,
  { windows, empty: value, maxEmpty }: JudgeSettings,
): readonly number[] => {
  const numbers: number[] = [];
  if (value === undefined) return numbers;
  for (let number = latest + 1; number < until && empty + numbers.length < maxEmpty; number += 1) {
    // A time zone may leave a whole day out.
    if (windows.at(number) < windows.at(number + 1)) numbers.push(number);
  }
  return numbers;
};

/** What a store keeps of a model, which later buckets do not reach. */
export const snapshotOf = ({ detector, number, empty }: KeyModel, { function: name }: JudgeSettings): StoredModel => ({
  version: stateVersion,
  function: name,
  number,
  empty,
  detector: detector.snapshot(),
});

/** The model that a snapshot was taken of; throws `PENSTOCK_FORMAT_UNSUPPORTED` or `PENSTOCK_MODEL_INVALID`. */
export const restoreModel = (snapshot: unknown, { name, function: wanted, newDetector }: JudgeSettings): KeyModel => {
  const { version, function: had, number, empty, detector: state } = snapshot as StoredModel;
  checkStoredVersion('the state of detectAnomalies', version, stateVersion);
  if (had !== wanted) {
    throw forecastError(
      'PENSTOCK_MODEL_INVALID',
      `${name} expected models of buckets made by ${wanted}; the stored ones are of ${had}. ` +
        'Give the operator another name, so that it begins anew, or the former function.',
    );
  }
  const detector = newDetector();
  detector.restore(state);
  return { detector, number, empty };
};
