import { toSink } from '@penstock/stream';
import type { Delivery, RecordKey, Sink, ToSinkOptions, WriteOutcome } from '@penstock/stream';
import { checkFunctions, checkOptions, toSinkOptionNames } from '@penstock/stream/internal';
import { opened } from './open-topic.ts';
import type { MemoryTopic } from './open-topic.ts';
import { checkKey } from '../record/record-parts.ts';
import type { Entry } from './partition-log.ts';

/** Options of {@link toTopic}. */
export interface ToTopicOptions<T> extends ToSinkOptions {
  /** Returns the key of the record to send. Default: the delivery's key. */
  readonly key?: (value: T, delivery: Delivery<T>) => RecordKey | null;
}

/**
 * Makes a sink that sends each delivery's value, key, headers and time to a topic.
 *
 * A record that the topic cannot store, or for which `key` throws, is rejected; the others are written.
 *
 * @throws `PENSTOCK_BAD_OPTION` when called.
 *
 * @example
 * ```ts
 * const trades = await memoryTopic<{ symbol: string; price: number }>({ name: 'trades', partitions: 1 });
 * const bySymbol = await memoryTopic<{ symbol: string; price: number }>({ name: 'by-symbol', partitions: 10 });
 * await run(fromTopic(trades, { group: 'by-symbol' }), toTopic(bySymbol, { key: ({ symbol }) => symbol }));
 * ```
 */
export const toTopic = <T>(topic: MemoryTopic<T>, options: ToTopicOptions<T> = {}): Sink<T> => {
  const { key, ...sinkOptions } = checkOptions(options, { ...toSinkOptionNames, key: true }, 'toTopic');
  checkFunctions({ key });
  const inner = opened(topic);
  return toSink<T>(async (batch) => {
    const entries: Array<Entry<T>> = [];
    const outcomes = batch.map((delivery): WriteOutcome => {
      const { value, headers, time } = delivery;
      try {
        entries.push(inner.prepare({ key: key ? checkKey(key(value, delivery)) : delivery.key, value, headers, time }));
        return 'written';
      } catch (error) {
        return { rejected: error };
      }
    });
    await inner.append(entries);
    return outcomes;
  }, sinkOptions);
};
