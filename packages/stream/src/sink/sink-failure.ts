import type { Delivery } from '../delivery/delivery.ts';
import { reasonText } from '../error/reason-text.ts';
import { streamError } from '../errors.ts';
import type { PenstockError, StreamErrorCode } from '../errors.ts';

/** The error of a write that may or may not have had an effect. */
export const writeFailed = (
  deliveries: ReadonlyArray<Delivery<unknown>>,
  cause: unknown,
): PenstockError<StreamErrorCode> => {
  const { topic, partition, offset } = deliveries[0]!.position;
  return streamError(
    'PENSTOCK_SINK_FAILED',
    `Writing ${deliveries.length} deliveries from ${topic}-${partition} offset ${offset} failed: ` +
      `${reasonText(cause)}. They are not committed and come again on the next run.`,
    cause,
  );
};
