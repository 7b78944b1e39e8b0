import { createFlow } from '@penstock/stream';
import type { Flow, FlowOptions, RecordKey } from '@penstock/stream';
import { checkFunctions, checkOptions, flowOptionNames, pickOptions } from '@penstock/stream/internal';
import { sourcesError } from '../errors.ts';
import { Bell } from '../bell.ts';
import type { Member } from './consumer-group.ts';
import { opened } from './open-topic.ts';
import type { MemoryTopic } from './open-topic.ts';
import { TopicReader } from './topic-reader.ts';

/** Options of {@link fromTopic}. */
export interface FromTopicOptions<T> extends FlowOptions {
  /** The consumer group, under whose name positions are committed. Flows of one group share the partitions. */
  readonly group: string;
  /**
   * `'end'` ends the flow after the records that each partition had when the flow got it. Default: the flow waits for
   * more.
   */
  readonly until?: 'end';
  /** Returns a record's id. Default: `topic-partition-offset`. */
  readonly id?: (value: T) => string;
  /** Returns a record's key. Default: the key that it was sent with. */
  readonly key?: (value: T) => RecordKey | null;
  /** Returns a record's event time in ms since the Unix epoch, UTC. Default: the time that it was sent with. */
  readonly time?: (value: T) => number;
}

/**
 * Reads a topic from the group's committed position, or from the first record, and commits settled records.
 *
 * Flows of one group share the partitions evenly. When a flow joins or leaves, partitions move to other flows: settled
 * records are committed first, and the others are read again by the new owner. A record may therefore be read twice and
 * is never lost.
 *
 * When `id`, `key` or `time` throws, or returns an invalid value (`PENSTOCK_VALUE_INVALID`), the record is rejected and
 * handled by `onReject`.
 *
 * @throws `PENSTOCK_BAD_OPTION` when called. The flow fails with `PENSTOCK_TOPIC_CLOSED` when the topic is closed
 * before it ends.
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
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `group must be a non-empty string; got ${JSON.stringify(options.group) ?? 'none'}.`,
    );
  }
  if (options.until !== undefined && options.until !== 'end') {
    throw sourcesError('PENSTOCK_BAD_OPTION', `until must be 'end' or left out; got ${String(options.until)}.`);
  }
  checkFunctions({ id: options.id, key: options.key, time: options.time });
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
