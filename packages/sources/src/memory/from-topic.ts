import { createFlow } from '@penstock/stream';
import { checkOptions, flowOptionNames, pickOptions } from '@penstock/stream/internal';
import type { Flow, FlowOptions, RecordKey } from '@penstock/stream';
import { sourcesError } from '../errors.ts';
import { Bell } from '../bell.ts';
import type { Member } from './consumer-group.ts';
import { opened } from './open-topic.ts';
import type { MemoryTopic } from './open-topic.ts';
import { TopicReader } from './topic-reader.ts';

/** Options of {@link fromTopic}. */
export interface FromTopicOptions<T> extends FlowOptions {
  /** Whose positions are committed; the flows of one group in this process share the partitions. */
  readonly group: string;
  /** `'end'` ends the flow at the records that were there when it got the partition. Default: it waits for more. */
  readonly until?: 'end';
  /** A record's identity; default `topic-partition-offset`. */
  readonly id?: (value: T) => string;
  /** A record's key; default the one that it was sent with. */
  readonly key?: (value: T) => RecordKey | null;
  /** A record's event time, ms since the Unix epoch, UTC; default the one that it was sent with. */
  readonly time?: (value: T) => number;
}

/**
 * Reads a topic from the position that the group has committed, or from its first record, and commits what is settled.
 *
 * Flows of one group share the partitions evenly. When one joins or leaves, partitions move: what was settled is
 * committed first, and what was not comes again at the new reader, so a record may be seen twice and is never lost.
 *
 * A throw of `id`, `key` or `time`, or a result that is no id, key or time (`PENSTOCK_VALUE_INVALID`), rejects that
 * record by `onReject`.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once. The flow errors with `PENSTOCK_TOPIC_CLOSED` when the topic is closed under
 * it.
 *
 * @example
 * ```ts
 * const topic = await memoryTopic({ name: 'trades', partitions: 1 });
 * const counts = await run(fromTopic(topic, { group: 'alerts', until: 'end' }), tapValue(console.log), settle());
 * ```
 */
export const fromTopic = <T>(topic: MemoryTopic<T>, options: FromTopicOptions<T>): Flow<T> => {
  checkOptions(options, { ...flowOptionNames, group: true, until: true, id: true, key: true, time: true }, 'fromTopic');
  if (typeof options.group !== 'string' || options.group === '') {
    throw sourcesError('PENSTOCK_BAD_OPTION', `group must be a name; got ${JSON.stringify(options.group) ?? 'none'}.`);
  }
  if (options.until !== undefined && options.until !== 'end') {
    throw sourcesError('PENSTOCK_BAD_OPTION', `until must be 'end' or left out; got ${String(options.until)}.`);
  }
  const inner = opened(topic);
  const group = inner.group(options.group);
  const member: Member = { bell: new Bell(), leaving: false };
  return createFlow<T>(
    {
      start: async (output) => {
        await new TopicReader(inner, group, member, output, options).read();
        group.retire(member);
      },
      commit: (positions) => group.commit(member, positions),
      close: async () => group.leave(member),
    },
    pickOptions<FlowOptions>(options, flowOptionNames),
  );
};
