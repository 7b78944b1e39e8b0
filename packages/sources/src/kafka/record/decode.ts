import type { SchemaResult, StandardSchema } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import { sourcesError } from '../../errors.ts';
import { jsonParser } from '../../record/json-parser.ts';
import type { BigIntegers } from '../../record/json-parser.ts';
import { textOf } from '../../record/text-or-bytes.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { issuesText } from './issues-text.ts';

/**
 * How to decode the bytes of a record: as JSON, text, the bytes themselves, JSON checked by a schema, or by a function
 * that throws for invalid bytes. The function's bytes are part of a larger buffer: copy what you keep.
 */
export type KafkaDecode = 'json' | 'string' | 'bytes' | StandardSchema | ((bytes: Uint8Array) => unknown);

/** The type of values that a {@link KafkaDecode} returns; JSON is `unknown`. */
export type Decoded<D extends KafkaDecode> = D extends 'string'
  ? string
  : D extends 'bytes'
    ? Uint8Array
    : D extends StandardSchema<unknown, infer T>
      ? T
      : D extends (bytes: Uint8Array) => infer T
        ? T
        : unknown;

/** Decodes bytes to a value or a promise of one; throws `PENSTOCK_UNDECODABLE`. */
export type Decoder = (bytes: Buffer) => unknown;

const undecodable = (what: string, cause?: unknown) =>
  new KafkaError('PENSTOCK_UNDECODABLE', what, { retriable: false, cause });

const text = (bytes: Buffer): string => {
  const string = textOf(bytes);
  if (string === undefined) throw undecodable('Expected UTF-8; got other bytes.');
  return string;
};

const jsonDecoder =
  (parse: (text: string) => unknown): Decoder =>
  (bytes) => {
    const string = text(bytes);
    try {
      return parse(string);
    } catch (cause) {
      throw undecodable(`Expected JSON; ${(cause as Error).message}`, cause);
    }
  };

const checked = <T>(result: SchemaResult<T>): T => {
  if (result.issues) throw undecodable(`Expected a value that fits the schema; ${issuesText(result.issues)}.`);
  return result.value;
};

/** Makes a decoder; throws `PENSTOCK_BAD_OPTION`. */
export const decoderOf = (decode: KafkaDecode, bigIntegers?: BigIntegers): Decoder => {
  // Check for a schema first, because some schemas are functions.
  const schema = (decode as StandardSchema | undefined)?.['~standard'];
  if (bigIntegers !== undefined && decode !== 'json' && !schema) {
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      "bigIntegers needs decode: 'json' or a Standard Schema; got another decode.",
    );
  }
  const json = jsonDecoder(jsonParser(bigIntegers));
  if (decode === 'json') return json;
  if (decode === 'string') return text;
  if (decode === 'bytes') return (bytes) => Uint8Array.from(bytes);
  if (schema) {
    return (bytes) => {
      const result = schema.validate(json(bytes));
      return result instanceof Promise ? result.then(checked) : checked(result);
    };
  }
  if (typeof decode === 'function') {
    return (bytes) => {
      try {
        return (decode as (bytes: Uint8Array) => unknown)(bytes);
      } catch (cause) {
        throw undecodable(`The decode function failed: ${reasonText(cause)}`, cause);
      }
    };
  }
  throw sourcesError(
    'PENSTOCK_BAD_OPTION',
    `decode must be 'json', 'string', 'bytes', a Standard Schema or a function; got ${String(decode)}.`,
  );
};
