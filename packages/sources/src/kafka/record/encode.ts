import { sourcesError } from '../../errors.ts';
import { recordJson } from '../../record/record-json.ts';
import { checkText } from '../../record/record-parts.ts';
import { viewOf } from '../../record/text-or-bytes.ts';

/**
 * How to encode a value: as JSON, text, the bytes themselves, or by a function. `null` stays `null`, which deletes its
 * key in a compacted topic. A value that JSON would change, such as `NaN`, is rejected with the path of the field.
 */
export type KafkaEncode<T> = 'json' | 'string' | 'bytes' | ((value: T) => string | Uint8Array | null);

/** Encodes a value as bytes, or as text that is sent as UTF-8; throws `PENSTOCK_BAD_RECORD`. */
export type Encoder = (value: unknown) => string | Buffer | null;

const badRecord = (what: string, cause?: unknown) => sourcesError('PENSTOCK_BAD_RECORD', what, cause);

const kindOf = (value: unknown): string => (value === null ? 'null' : typeof value);

const json: Encoder = (value) => {
  if (value === null) return null;
  return recordJson(value);
};

const given = (value: unknown): string | Buffer | null => {
  if (value === null) return value;
  if (typeof value === 'string') return checkText(value, 'a value');
  if (value instanceof Uint8Array) return viewOf(value);
  throw badRecord(`Expected a string, bytes or null; got ${kindOf(value)}.`);
};

/** Makes an encoder; throws `PENSTOCK_BAD_OPTION`. */
export const encoderOf = <T>(encode: KafkaEncode<T>): Encoder => {
  if (encode === 'json') return json;
  if (encode === 'string' || encode === 'bytes') return given;
  if (typeof encode === 'function') return (value) => given(encode(value as T));
  throw sourcesError(
    'PENSTOCK_BAD_OPTION',
    `encode must be 'json', 'string', 'bytes' or a function; got ${String(encode)}.`,
  );
};
