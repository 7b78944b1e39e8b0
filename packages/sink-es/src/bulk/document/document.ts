import type { Delivery } from '@penstock/stream';
import { toJson } from '@penstock/stream/internal';
import { reasonText } from '@penstock/stream/error';
import { elasticsearchError } from '../../errors.ts';
import { originChanged } from './offset-origin.ts';
import { opTypes } from '../options.ts';
import type { OpType, PerRecord, ToElasticsearchOptions } from '../options.ts';

/** One document of a bulk request: its operation and its encoded lines. */
export interface BulkDocument {
  readonly op: OpType;
  /** Ordering key: writes with the same key are sent one after the other. */
  readonly key: string;
  /** The index of the document; `undefined` if all documents go to one index. */
  readonly index: string | undefined;
  /** The action and, except for a delete, the source, each ending in a newline. */
  readonly lines: string;
}

/** Encodes a delivery; throws an error if that is impossible. */
export type Encode<T> = (delivery: Delivery<T>) => BulkDocument;

// The server's limit, in bytes of UTF-8. It refuses a whole request in which one id is longer.
const longestId = 512;

/** Creates the encoder of a sink. */
export const encoder = <T>(options: ToElasticsearchOptions<T>): Encode<T> => {
  const { index, id: idOf, routing: routingOf, pipeline: pipelineOf, opType = 'index' } = options;
  const { versionType, upsert = true, script, source: of } = options;
  const versionOf = versionType && versioner(options);
  return (delivery) => {
    const { value } = delivery;
    const op = forRecord(opType, value, delivery);
    // Elasticsearch 7.17 skips an unknown operation, and its answer then lacks an item.
    if (!opTypes.includes(op)) throw badDocument(`opType must return one of ${opTypes.join(', ')}`, op, delivery);
    const id = idOf ? idOf(value, delivery) : delivery.id;
    if (!isText(id) || (id.length > longestId / 4 && Buffer.byteLength(id) > longestId)) {
      throw badDocument(`_id must be valid Unicode text of 1 to ${longestId} bytes`, id, delivery);
    }
    let key = id;
    let name: string | undefined;
    let action = `{"${op}":{"_id":${JSON.stringify(id)}`;
    if (typeof index === 'function') {
      name = index(value, delivery);
      // A cluster that creates an index with an unpaired surrogate in its name loses its master node.
      if (!isText(name)) throw badDocument('index must return a name in valid Unicode', name, delivery);
      key = `${name}/${id}`;
      action += `,"_index":${JSON.stringify(name)}`;
    }
    const routing = routingOf?.(value, delivery);
    if (routing !== undefined) {
      if (!isText(routing)) throw badDocument('routing must return text or undefined', routing, delivery);
      action += `,"routing":${JSON.stringify(routing)}`;
    }
    if (typeof pipelineOf === 'function') {
      const pipeline = pipelineOf(value, delivery);
      if (pipeline !== undefined) {
        if (!isText(pipeline)) throw badDocument('pipeline must return a name or undefined', pipeline, delivery);
        action += `,"pipeline":${JSON.stringify(pipeline)}`;
      }
    }
    if (versionOf) {
      if (op === 'create' || op === 'update')
        throw elasticsearchError(
          'PENSTOCK_BAD_DOCUMENT',
          `Elasticsearch supports no external version for '${op}', the operation of ${id}. Use 'index' or 'delete'.`,
        );
      action += `,"version":${versionOf(delivery)},"version_type":"external"`;
    }
    action += '}}\n';
    if (op === 'delete') return { op, key, index: name, lines: action };
    const source = sourceOf(of ? of(value, delivery) : value, id);
    if (op !== 'update') return { op, key, index: name, lines: `${action}${source}\n` };
    const change = script ? `"script":${jsonOf(script(value, delivery), 'script', id)}` : `"doc":${source}`;
    const otherwise = !upsert ? '' : script ? `,"upsert":${source}` : ',"doc_as_upsert":true';
    return { op, key, index: name, lines: `${action}{${change}${otherwise}}\n` };
  };
};

/** True for text that UTF-8 can encode. Elasticsearch would map ids with different unpaired surrogates to one id. */
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.isWellFormed();

const badDocument = (expected: string, got: unknown, { id }: Delivery<unknown>): Error => {
  const shown = typeof got === 'string' ? JSON.stringify(got).slice(0, 80) : String(got);
  return elasticsearchError('PENSTOCK_BAD_DOCUMENT', `${expected}; got ${shown} for ${JSON.stringify(id)}.`);
};

const forRecord = <T, R extends string>(property: PerRecord<T, R>, value: T, delivery: Delivery<T>): R =>
  typeof property === 'function' ? property(value, delivery) : property;

/** Returns a function that gives the checked version of a delivery. */
const versioner = <T>({
  version = 'offset',
  origin,
}: ToElasticsearchOptions<T>): ((delivery: Delivery<T>) => number) => {
  if (version === 'offset') {
    const { topic, partitions } = origin!;
    return ({ position }) => {
      if (position.topic !== topic || position.partition >= partitions) {
        throw originChanged(
          `Expected a record of ${topic} with ${partitions} partitions, whose offsets are the versions in the index; ` +
            `got one of ${position.topic}-${position.partition}.`,
        );
      }
      return position.offset;
    };
  }
  return (delivery) => {
    const number = version(delivery.value, delivery);
    if (Number.isSafeInteger(number) && number >= 0) return number;
    throw elasticsearchError(
      'PENSTOCK_BAD_DOCUMENT',
      `version must return an integer of at least 0; got ${String(number)} for ${delivery.id}.`,
    );
  };
};

const sourceOf = (value: unknown, id: string): string => {
  const source = jsonOf(value, 'document', id);
  if (source[0] === '{') return source;
  throw elasticsearchError(
    'PENSTOCK_BAD_DOCUMENT',
    `Expected an object as the document ${id}; got ${source.slice(0, 80)}.`,
  );
};

const jsonOf = (value: unknown, what: string, id: string): string => {
  try {
    return toJson(value);
  } catch (cause) {
    const reason = reasonText(cause);
    throw elasticsearchError('PENSTOCK_BAD_DOCUMENT', `The ${what} of ${id} cannot be sent. ${reason}`, cause);
  }
};
