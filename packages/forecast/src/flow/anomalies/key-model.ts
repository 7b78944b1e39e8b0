import type { AnomalyDetector } from '../../anomaly/anomaly-detector.ts';
import type { AnomalyDetectorState } from '../../anomaly/state.ts';
import { forecastError } from '../../errors.ts';
import { checkStoredVersion } from '../../stored-version.ts';
import type { JudgeSettings } from './options.ts';

const stateVersion = 1;

/** The state of one key. */
export interface KeyModel {
  readonly detector: AnomalyDetector;
  /** The number of the latest bucket that the detector judged. */
  number: number;
  /** How many empty buckets in a row the detector has just judged. */
  empty: number;
}

/** The stored form of a {@link KeyModel}. */
interface StoredModel {
  readonly version: typeof stateVersion;
  readonly function: string;
  readonly number: number;
  readonly empty: number;
  readonly detector: AnomalyDetectorState;
}

/** The model of a key whose first bucket has this number. */
export const newModel = (number: number, { newDetector }: JudgeSettings): KeyModel => ({
  detector: newDetector(),
  number: number - 1,
  empty: 0,
});

/** The numbers of the empty buckets to judge between the latest bucket and bucket `until`. */
export const emptyBetween = (
  { number: latest, empty }: Pick<KeyModel, 'number' | 'empty'>,
  until: number,
  { windows, empty: value, maxEmpty }: JudgeSettings,
): readonly number[] => {
  const numbers: number[] = [];
  if (value === undefined) return numbers;
  for (let number = latest + 1; number < until && empty + numbers.length < maxEmpty; number += 1) {
    // A time zone may skip a whole day.
    if (windows.at(number) < windows.at(number + 1)) numbers.push(number);
  }
  return numbers;
};

/** Returns the stored form of a model. Later buckets do not affect it. */
export const snapshotOf = ({ detector, number, empty }: KeyModel, { function: name }: JudgeSettings): StoredModel => ({
  version: stateVersion,
  function: name,
  number,
  empty,
  detector: detector.snapshot(),
});

/** Restores a model from a snapshot; throws `PENSTOCK_FORMAT_UNSUPPORTED` or `PENSTOCK_MODEL_INVALID`. */
export const restoreModel = (snapshot: unknown, { name, function: wanted, newDetector }: JudgeSettings): KeyModel => {
  const { version, function: had, number, empty, detector: state } = snapshot as StoredModel;
  checkStoredVersion('the state of detectAnomalies', version, stateVersion);
  if (had !== wanted) {
    throw forecastError(
      'PENSTOCK_MODEL_INVALID',
      `${name} expected stored models of buckets with the function ${wanted}; got ${had}. ` +
        `Set function: "${had}" again, or give the operator another name, so that it starts without a state.`,
    );
  }
  const detector = newDetector();
  detector.restore(state);
  return { detector, number, empty };
};
