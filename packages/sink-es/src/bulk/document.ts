import type { Delivery } from '@penstock/stream';
import { elasticsearchError } from '../errors.ts';
import { originChanged } from './offset-origin.ts';
import type { OpType, PerRecord, ToElasticsearchOptions } from './options.ts';

/** A document on its way: what it does, and the lines of a bulk body that say so. */
export interface BulkDocument {
  readonly op: OpType;
  /** The same for all writes that must not overtake each other. */
  readonly key: string;
  /** The action and, except for a delete, the source, each ending in a newline. */
  readonly lines: string;
}

/** Makes a bulk document of a delivery; throws what makes it impossible. */
export type Encode<T> = (delivery: Delivery<T>) => BulkDocument;

// The server's limit, in bytes of UTF-8; one id above it makes it refuse a whole request.
const longestId = 512;

/** Makes the encoder of a sink. */
export const encoder = <T>(options: ToElasticsearchOptions<T>): Encode<T> => {
  const { index, id: idOf, routing: routingOf, opType = 'index', versionType, upsert = true, script, source: of } = options;
  const versionOf = versionType && versioner(options);
  return (delivery) => {
    const { value } = delivery;
    const op = forRecord(opType, value, delivery);
    const id = idOf ? idOf(value, delivery) : delivery.id;
    if (typeof id !== 'string' || id === '' || (id.length > longestId / 4 && Buffer.byteLength(id) > longestId)) {
      throw elasticsearchError('PENSTOCK_BAD_DOCUMENT', `_id must be text of 1 to ${longestId} bytes; got ${JSON.stringify(id)?.slice(0, 80)}.`);
    }
    let key = id;
    let action = `{"${op}":{"_id":${JSON.stringify(id)}`;
    if (typeof index === 'function') {
      const name = index(value, delivery);
      if (typeof name !== 'string' || name === '') {
        throw elasticsearchError('PENSTOCK_BAD_DOCUMENT', `index must give a name; got ${JSON.stringify(name)} for the document ${id}.`);
      }
      key = `${name}/${id}`;
      action += `,"_index":${JSON.stringify(name)}`;
    }
    const routing = routingOf?.(value, delivery);
    if (routing !== undefined) action += `,"routing":${JSON.stringify(routing)}`;
    if (versionOf) {
      if (op === 'create' || op === 'update') throw elasticsearchError('PENSTOCK_BAD_DOCUMENT', `Elasticsearch takes no external version with '${op}', the operation for ${id}.`);
      action += `,"version":${versionOf(delivery)},"version_type":"external"`;
    }
    action += '}}\n';
    if (op === 'delete') return { op, key, lines: action };
    const source = sourceOf(of ? of(value, delivery) : value, id);
    if (op !== 'update') return { op, key, lines: `${action}${source}\n` };
    const change = script ? `"script":${JSON.stringify(script(value, delivery))}` : `"doc":${source}`;
    const otherwise = !upsert ? '' : script ? `,"upsert":${source}` : ',"doc_as_upsert":true';
    return { op, key, lines: `${action}{${change}${otherwise}}\n` };
  };
};

const forRecord = <T, R extends string>(property: PerRecord<T, R>, value: T, delivery: Delivery<T>): R =>
  typeof property === 'function' ? property(value, delivery) : property;

/** The version of each delivery, checked. */
const versioner = <T>({ version = 'offset', origin }: ToElasticsearchOptions<T>): ((delivery: Delivery<T>) => number) => {
  if (version === 'offset') {
    const { topic, partitions } = origin!;
    return ({ position }) => {
      if (position.topic !== topic || position.partition >= partitions) {
        throw originChanged(`The record is of ${position.topic}-${position.partition}, and the offsets of ${topic} with ${partitions} partitions are the versions.`);
      }
      return position.offset;
    };
  }
  return (delivery) => {
    const number = version(delivery.value, delivery);
    if (Number.isSafeInteger(number) && number >= 0) return number;
    throw elasticsearchError('PENSTOCK_BAD_DOCUMENT', `version must give a whole number from 0 up; got ${String(number)} for ${delivery.id}.`);
  };
};

const sourceOf = (value: unknown, id: string): string => {
  let source: string | undefined;
  try {
    source = JSON.stringify(value);
  } catch (cause) {
    throw elasticsearchError('PENSTOCK_BAD_DOCUMENT', `The document ${id} cannot be written as JSON: ${cause instanceof Error ? cause.message : String(cause)}.`, cause);
  }
  if (source?.[0] === '{') return source;
  throw elasticsearchError('PENSTOCK_BAD_DOCUMENT', `A document must be an object; ${id} is ${source?.slice(0, 80) ?? typeof value}.`);
};
