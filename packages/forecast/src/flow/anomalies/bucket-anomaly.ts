import type { RecordKey } from '@penstock/stream';
import type { AnomalyVerdict } from '../../anomaly/verdict.ts';
import type { Forecast } from '../../forecaster.ts';

/** What `detectAnomalies` of a flow says of one bucket of one key. `time` is the first instant of the bucket. */
export interface BucketAnomaly extends AnomalyVerdict {
  /** What the series is kept by; `null` where the records have no key. */
  readonly key: RecordKey | null;
  /** The first instant after the bucket, ms since the Unix epoch, UTC. */
  readonly end: number;
  /** False for a verdict that late records may still correct; the last one follows under the same id. */
  readonly final: boolean;
  /** What the model expects after the bucket, with the option `forecast`; `null` without it and before 150 buckets. */
  readonly forecast: Forecast | null;
}
