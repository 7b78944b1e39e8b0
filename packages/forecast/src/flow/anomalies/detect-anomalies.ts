import { tumbling } from '@penstock/stream';
import type { FlowOperator, WindowResult } from '@penstock/stream';
import { flowOperator } from '@penstock/stream/operator';
import { bucketAggregate } from '../../anomaly/buckets/bucket-function.ts';
import type { BucketAnomaly } from './bucket-anomaly.ts';
import { JudgeSubscriber } from './judge-subscriber.ts';
import { flowAnomalySettings } from './options.ts';
import type { DetectFlowAnomaliesOptions } from './options.ts';

/**
 * Puts the records of each key into buckets of event time, and judges each bucket by those before it, with one
 * `AnomalyDetector` a key. A verdict is a delivery of its own with the id `name/lane/key/start`.
 *
 * - Buckets are tumbling windows: one closes when the newest event time of its lane, less `lateness`, has passed its
 *   end, and is judged then. Records may come in any order within the lateness. One that comes later is counted and
 *   goes to the sink `late`, or nowhere.
 * - With `updateEvery`, a bucket that is over but may still get late records has a verdict with `final: false` at once,
 *   and another one when a late record corrects it or a bucket before it. Each is made by the detector as it was before
 *   the first open bucket, run anew over all of them. The final verdict follows under the same id.
 * - A bucket without records between two others of its key is 0 for `count`, up to `maxEmpty` in a row. It is judged as
 *   soon as any key of the lane closes a later bucket. For all other functions it is a gap: nothing is emitted, and the
 *   detector sees it by the times.
 * - The first 100 buckets of a key are learnt from, and nothing is emitted for them.
 * - The open buckets and the models are the state of the flow: they are stored with the commit, and after a restart the
 *   verdicts have the same ids and values. A model takes 6 kB without seasons and up to 28 kB with them.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once. Rejects records without a time (`PENSTOCK_TIME_MISSING`), with a value that is
 * not finite (`PENSTOCK_VALUE_INVALID`), past `maxOpen` (`PENSTOCK_WINDOWS_FULL`); and buckets of one key too many
 * (`PENSTOCK_TOO_MANY_KEYS`), or with a value beyond 1e150 (`PENSTOCK_SERIES_INVALID`).
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
