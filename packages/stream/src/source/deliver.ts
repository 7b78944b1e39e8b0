import { checkFunctions, checkOptions, pickOptions } from '../check-options.ts';
import type { Flow } from '../delivery/flow.ts';
import type { Position } from '../delivery/position.ts';
import { createFlow } from './create-flow.ts';
import { flowOptionNames } from './flow-options.ts';
import type { FlowOptions } from './flow-options.ts';
import type { FlowOutput } from './flow-port.ts';
import { toRecordId, toRecordKey, toRecordTime } from './record-facts.ts';
import type { RecordKey } from '../delivery/record-key.ts';
import type { SourceRecord } from '../delivery/source-record.ts';
import { streamError } from '../errors.ts';
import { nextTurn } from '../timers/next-turn.ts';

/** An iterable of values, pulled one at a time. `name` becomes the topic of their positions. */
export type Source<T> = (AsyncIterable<T> | Iterable<T>) & { readonly name?: string };

/** Options of {@link deliver}. */
export interface DeliverOptions<T> extends FlowOptions {
  /** Topic of the positions; default the source's `name`, else `'source'`. */
  readonly topic?: string;
  /** Returns the identity of a value, which must not be empty; default `topic-partition-offset`. */
  readonly id?: (value: T) => string;
  /** Returns the key of a value; default `null`. */
  readonly key?: (value: T) => RecordKey | null;
  /** Returns the event time, ms since the Unix epoch, UTC; default unknown. */
  readonly time?: (value: T) => number;
  /** Offset of the first value to hand out, from 0; earlier values are read and dropped. Default 0. */
  readonly from?: number;
  /** Stores the next offset to read, so that a later run can resume with `from`. Default: nothing is committed. */
  readonly commit?: (position: Position) => Promise<void>;
}

// Records between two turns of the event loop, so that timers and aborts also run while a source never waits.
const turnEvery = 4_096;

/**
 * Makes a flow of an iterable of values. It has one lane, partition 0, and the offset counts the values from 0.
 *
 * When `id`, `key` or `time` throws, the value is rejected by the policy `onReject`. The value is also rejected, with
 * `PENSTOCK_VALUE_INVALID`, when one of them returns a wrong result: an id that is empty or not text, a key that is not
 * text or bytes, or a time that is not a number within the span of a `Date`.
 *
 * @throws `PENSTOCK_BAD_OPTION` immediately. The flow errors with the error of the source.
 *
 * @example
 * ```ts
 * const flow = deliver([1, 2, 3], { topic: 'numbers', id: (n) => `n${n}`, maxInFlight: 2 });
 * ```
 */
export const deliver = <T>(source: Source<T>, options: DeliverOptions<T> = {}): Flow<T> => {
  checkOptions(
    options,
    { ...flowOptionNames, topic: true, id: true, key: true, time: true, from: true, commit: true },
    'deliver',
  );
  const { id, key, time, commit } = options;
  checkFunctions({ id, key, time, commit });
  const topic = options.topic ?? source.name ?? 'source';
  const from = toOffset(options.from ?? 0);
  return createFlow<T>(
    {
      start: (output) => pump(source, topic, from, options, output),
      ...(commit && { commit: async ([position]) => position && commit(position) }),
    },
    pickOptions<FlowOptions>(options, flowOptionNames),
  );
};

const toOffset = (from: number): number => {
  if (Number.isSafeInteger(from) && from >= 0) return from;
  throw streamError('PENSTOCK_BAD_OPTION', `from must be a whole number of at least 0; got ${String(from)}.`);
};

const pump = async <T>(
  source: Source<T>,
  topic: string,
  from: number,
  options: DeliverOptions<T>,
  output: FlowOutput<T>,
): Promise<void> => {
  const { id, key, time } = options;
  const [lane] = await output.assign([{ topic, partition: 0, offset: from }]);
  let giveUp: (() => void) | undefined;
  output.signal.addEventListener('abort', () => giveUp?.(), { once: true });
  const iterator: Iterator<T> | AsyncIterator<T> =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const isAsync = Symbol.asyncIterator in source;
  let ended = false;
  try {
    for (let offset = 0; output.credit() > 0 || (await output.ready()); offset += 1) {
      if (offset % turnEvery === turnEvery - 1) await nextTurn();
      if (output.signal.aborted) return;
      // An abort must not wait for the source, whose next value may never come.
      const step = isAsync
        ? await new Promise<IteratorResult<T> | undefined>((resolve, reject) => {
            giveUp = () => resolve(undefined);
            (iterator as AsyncIterator<T>).next().then(resolve, reject);
          })
        : (iterator.next() as IteratorResult<T>);
      if (!step) return;
      if (step.done) {
        ended = true;
        return;
      }
      if (offset < from) continue;
      const { value } = step;
      let record: SourceRecord<T>;
      try {
        record = {
          value,
          offset,
          id: id && toRecordId(id(value)),
          key: key && toRecordKey(key(value)),
          time: time && toRecordTime(time(value)),
        };
      } catch (error) {
        lane!.reject({ value, offset }, error);
        continue;
      }
      lane!.next(record);
    }
  } finally {
    // Not awaited: the return of an async generator waits for the `await` in which the generator hangs.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
};
