import { checkOptions, pickOptions } from '../check-options.ts';
import type { Flow } from '../delivery/flow.ts';
import type { Position } from '../delivery/position.ts';
import { createFlow, flowOptionNames } from './create-flow.ts';
import type { FlowOptions } from './create-flow.ts';
import type { FlowOutput } from './flow-port.ts';
import { toRecordId, toRecordKey, toRecordTime } from './record-facts.ts';
import type { RecordKey } from '../delivery/record-key.ts';
import type { SourceRecord } from '../delivery/source-record.ts';
import { toCount } from '../duration.ts';
import { nextTurn } from '../timers/next-turn.ts';

/** Values in order, pulled one at a time; `name` becomes the topic of their positions. */
export type Source<T> = (AsyncIterable<T> | Iterable<T>) & { readonly name?: string };

/** How {@link deliver} makes records of values. */
export interface DeliverOptions<T> extends FlowOptions {
  /** Topic of the positions; default the source's `name`, else `'source'`. */
  readonly topic?: string;
  /** Identity of a value; default `topic-partition-offset`. */
  readonly id?: (value: T) => string;
  /** What the value is partitioned by; default `null`. */
  readonly key?: (value: T) => RecordKey | null;
  /** Event time, ms since the Unix epoch, UTC; default unknown. */
  readonly time?: (value: T) => number;
  /** Offset of the first value to hand out; those before it are read and passed over. Default 0. */
  readonly from?: number;
  /** Keeps the next offset to read, for a caller that resumes by `from`; default: nothing is committed. */
  readonly commit?: (position: Position) => Promise<void>;
}

// Records between two turns of the event loop, so that timers and aborts get through a source that never waits.
const turnEvery = 4_096;

/**
 * Makes a flow of a source of values: one lane, partition 0, the offset counts values from 0.
 *
 * A throw of `id`, `key` or `time` rejects that value by the flow's `onReject`, and so does a result that is none: an
 * id that is no text or empty, a key that is no text or bytes, a time that is no number or beyond the span of a `Date`
 * (`PENSTOCK_VALUE_INVALID`).
 *
 * @throws `PENSTOCK_BAD_OPTION` at once; the flow errors with what the source throws.
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
  const topic = options.topic ?? source.name ?? 'source';
  const from = options.from === undefined ? 0 : toCount(options.from + 1, 'from + 1') - 1;
  const { commit } = options;
  return createFlow<T>(
    {
      start: (output) => pump(source, topic, from, options, output),
      ...(commit && { commit: async ([position]) => position && commit(position) }),
    },
    pickOptions<FlowOptions>(options, flowOptionNames),
  );
};

const pump = async <T>(
  source: Source<T>,
  topic: string,
  from: number,
  options: DeliverOptions<T>,
  output: FlowOutput<T>,
): Promise<void> => {
  const { id, key, time } = options;
  const [lane] = await output.announce([{ topic, partition: 0, offset: from }]);
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
      // A source may stall for ever; an abort must not wait for it.
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
    // Not awaited: a generator that hangs in an await answers only after it.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
};
