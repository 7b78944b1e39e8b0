import { toJson } from '@penstock/stream/internal';
import { reasonText } from '@penstock/stream/error';
import { sourcesError } from '../errors.ts';

/** The JSON text of a value; throws `PENSTOCK_BAD_RECORD` with the path of the field that JSON cannot carry. */
export const recordJson = (value: unknown): string => {
  try {
    return toJson(value);
  } catch (cause) {
    const reason = reasonText(cause);
    const advice = value === undefined ? ' Send null for no value.' : '';
    throw sourcesError('PENSTOCK_BAD_RECORD', `The value of a record cannot be sent. ${reason}${advice}`, cause);
  }
};
