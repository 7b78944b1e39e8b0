import { toJson } from '@penstock/stream/internal';
import { reasonText } from '@penstock/stream/error';
import { sourcesError } from '../errors.ts';

/**
 * Returns the JSON text of a value; throws `PENSTOCK_BAD_RECORD` with the path of a field that JSON cannot represent.
 */
export const recordJson = (value: unknown): string => {
  try {
    return toJson(value);
  } catch (cause) {
    const reason = reasonText(cause);
    const advice = value === undefined ? ' Send null if there is no value.' : '';
    throw sourcesError('PENSTOCK_BAD_RECORD', `A record's value cannot be sent as JSON. ${reason}${advice}`, cause);
  }
};
