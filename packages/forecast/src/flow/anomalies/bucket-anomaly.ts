import type { RecordKey } from '@penstock/stream';
import type { AnomalyVerdict } from '../../anomaly/verdict.ts';
import type { Forecast } from '../../forecaster.ts';

/** The verdict of a flow's `detectAnomalies` on one bucket of one key. `time` is the start of the bucket. */
export interface BucketAnomaly extends AnomalyVerdict {
  /** The key of the series; `null` if the records have no key. */
  readonly key: RecordKey | null;
  /** The first instant after the bucket, in milliseconds since the Unix epoch, UTC. */
  readonly end: number;
  /** False for a verdict that late records may still change. The final verdict follows with the same id. */
  readonly final: boolean;
  /**
   * With the option `forecast`: the forecast after the bucket; `null` before 150 buckets. Without the option: `null`.
   */
  readonly forecast: Forecast | null;
}
