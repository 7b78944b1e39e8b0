import { keyOf } from '@penstock/stream/internal/rxjs';
import type { KeyName } from '@penstock/stream/internal/rxjs';
import type { AnomalyDetector } from '../../anomaly/anomaly-detector.ts';
import type { Forecast } from '../../forecaster.ts';
import { isOfTheRows } from '../row-errors.ts';
import type { BucketAnomaly } from './bucket-anomaly.ts';
import type { JudgeSettings } from './options.ts';

/** A bucket to judge. */
interface Bucket {
  readonly key: KeyName;
  readonly number: number;
  readonly value: number;
  readonly final: boolean;
}

const forecastBy = (detector: AnomalyDetector, options: JudgeSettings['forecast']): Forecast | null => {
  if (!options) return null;
  const { horizon, levels } = options;
  try {
    return detector.forecast(horizon, { levels });
  } catch (error) {
    if (isOfTheRows(error)) return null;
    throw error;
  }
};

/** Judges a bucket with the detector, which also learns from it. Returns `null` for the first buckets of a key. */
export const verdictOf = (
  detector: AnomalyDetector,
  { key, number, value, final }: Bucket,
  { windows, forecast }: JudgeSettings,
): BucketAnomaly | null => {
  const verdict = detector.add({ time: windows.at(number), value });
  return (
    verdict && {
      ...verdict,
      key: keyOf(key),
      end: windows.at(number + 1),
      final,
      forecast: forecastBy(detector, forecast),
    }
  );
};
