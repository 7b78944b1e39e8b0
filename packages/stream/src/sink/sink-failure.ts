import type { Delivery } from '../delivery/delivery.ts';
import { reasonText } from '../error/reason-text.ts';
import { streamError } from '../errors.ts';
import type { PenstockError, StreamErrorCode } from '../errors.ts';

/** Makes the error of a failed write whose effect is unknown. */
export const writeFailed = (
  deliveries: ReadonlyArray<Delivery<unknown>>,
  cause: unknown,
): PenstockError<StreamErrorCode> => {
  const { topic, partition, offset } = deliveries[0]!.position;
  return streamError(
    'PENSTOCK_SINK_FAILED',
    `The sink could not write ${deliveries.length} deliveries from ${topic}-${partition} offset ${offset} on: ` +
      `${reasonText(cause)}. They are not committed. Fix the cause and run again; the next run reads them again.`,
    cause,
  );
};
