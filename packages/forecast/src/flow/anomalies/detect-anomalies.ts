import { tumbling } from '@penstock/stream';
import type { FlowOperator, WindowResult } from '@penstock/stream';
import { flowOperator } from '@penstock/stream/internal/rxjs';
import { bucketAggregate } from '../../anomaly/buckets/bucket-function.ts';
import type { BucketAnomaly } from './bucket-anomaly.ts';
import { JudgeSubscriber } from './judge-subscriber.ts';
import { flowAnomalySettings } from './options.ts';
import type { DetectFlowAnomaliesOptions } from './options.ts';

/**
 * Aggregates the records of each key into buckets of event time, and judges each bucket by the buckets before it, with
 * one `AnomalyDetector` for each key. A verdict is a new delivery with the id `name/lane/key/start`.
 *
 * - Buckets are tumbling windows. A bucket closes, and is judged, when the newest event time of its lane minus
 *   `lateness` has passed its end. Until then, its records may come in any order. A later record is counted as late,
 *   and goes to the sink `late` if there is one.
 * - With `updateEvery`, a bucket that has ended but may still get late records has an early verdict with
 *   `final: false`. When a late record changes this bucket or one before it, another early verdict follows. To make it,
 *   the detector's state before the first open bucket is copied and runs over all open buckets. The final verdict
 *   follows with the same id.
 * - An empty bucket between two others of its key is 0 for `count`, up to `maxEmpty` in a row. It is judged when any
 *   key of the lane closes a later bucket. For all other functions an empty bucket is a gap: there is no verdict, and
 *   the detector sees the gap in the times.
 * - The first 100 buckets of a key only train the detector, and no verdict is emitted for them.
 * - The open buckets and the models are part of the flow's state. The commit stores them, and after a restart the
 *   verdicts have the same ids and values. A model takes 6 kB without seasons and up to 28 kB with them.
 *
 * @throws `PENSTOCK_BAD_OPTION`, before the flow starts. Rejects records without a time (`PENSTOCK_TIME_MISSING`), with
 * a value that is not finite (`PENSTOCK_VALUE_INVALID`), or beyond `maxOpen` (`PENSTOCK_WINDOWS_FULL`); and buckets of
 * a key beyond `maxKeys` (`PENSTOCK_TOO_MANY_KEYS`), or with a value beyond 1e150 (`PENSTOCK_SERIES_INVALID`).
 *
 * @example
 * ```ts
 * import { detectAnomalies } from '@penstock/forecast/flow';
 *
 * const alarms = deliver(trades, { time: ({ time }) => time }).pipe(
 *   detectAnomalies({
 *     bucket: '5m',
 *     function: 'sum',
 *     by: ({ symbol }) => symbol,
 *     value: ({ size }) => size,
 *     lateness: '30s',
 *     sides: 'high',
 *   }),
 *   filterValue(({ severity }) => severity >= 50),
 *   mapValue(({ key, time, severity, description }) => ({ key, time, severity, description })),
 * );
 * ```
 */
export const detectAnomalies = <T>(options: DetectFlowAnomaliesOptions<T>): FlowOperator<T, BucketAnomaly> => {
  const { judge, bucket, value, by, buckets } = flowAnomalySettings(options);
  const inBuckets = tumbling<T, number>({
    ...buckets,
    ...(by && { key: by }),
    name: judge.name,
    interval: bucket,
    aggregate: bucketAggregate(judge.function, value),
  });
  const judged = flowOperator<WindowResult<number>, BucketAnomaly>((out) => new JudgeSubscriber(out, judge));
  return (flow) => judged(inBuckets(flow));
};
