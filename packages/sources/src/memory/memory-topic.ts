import { checkOptions } from '@penstock/stream/internal';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sourcesError } from '../errors.ts';
import { lockFolder } from './lock/lock-folder.ts';
import { OpenTopic } from './open-topic.ts';
import type { MemoryTopic } from './open-topic.ts';
import { openPartitionLog, PartitionLog } from './partition-log.ts';
import { syncFolder } from './replace-file.ts';
import { checkStored, readGroups } from './stored-topic.ts';

/** Options of {@link memoryTopic}. */
export interface MemoryTopicOptions {
  /** The topic's name, part of every record's id; default `'topic'`. */
  readonly name?: string;
  /** Number of partitions, from 1 up. It cannot change once the topic is stored. */
  readonly partitions: number;
  /**
   * The directory that stores the topic; it is created if it does not exist. Only one open topic can use it at a time.
   * Default: none, so the topic is lost when the process ends.
   */
  readonly directory?: string;
}

/**
 * Opens a topic inside this process. It works like a Kafka topic but needs no server, for tests and for pipelines in
 * one process; with `directory` such a pipeline survives a crash. All records are held in memory.
 *
 * With `directory`, values are stored as JSON: each partition in `<partition>.ndjson`, the positions of each group in
 * `groups/<group>.json`. Flows get values as JSON returns them. A value that JSON would change, such as `NaN` or a
 * `Map`, is rejected with `PENSTOCK_BAD_RECORD` and the path of the field. Without `directory` values stay unchanged.
 * An incomplete last line, left by a crash, is cut off: its `send` never resolved.
 *
 * Only one open topic can use a directory: another process, or another topic of this process, gets a
 * {@link TopicLockedError} that names the holder. The directory is free again after `close`, and when the process ends
 * in any way, including SIGKILL. If the process was killed on another machine that shares the folder, opening takes up
 * to 10 seconds to detect that.
 *
 * @throws (rejects with) `PENSTOCK_TOPIC_LOCKED`; `PENSTOCK_BAD_OPTION`; `PENSTOCK_TOPIC_MISMATCH` when the stored
 * topic has another name or number of partitions; `PENSTOCK_FORMAT_UNSUPPORTED` when a later version of Penstock wrote
 * it in another format; `PENSTOCK_BAD_LINE` for a broken line; `PENSTOCK_TOPIC_CORRUPT` for invalid stored positions.
 *
 * @example
 * ```ts
 * const topic = await memoryTopic<number>({ name: 'prices', partitions: 3, directory: 'data/prices' });
 * await topic.send([{ key: 'BTC', value: 64_000, time: Date.now() }]);
 * await run(fromTopic(topic, { group: 'alerts' }), tapValue(console.log), settle());
 * ```
 */
export const memoryTopic = async <T>(options: MemoryTopicOptions): Promise<MemoryTopic<T>> => {
  const {
    name = 'topic',
    partitions,
    directory,
  } = checkOptions(options, { name: true, partitions: true, directory: true }, 'memoryTopic');
  if (!Number.isSafeInteger(partitions) || partitions < 1) {
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `partitions must be a whole number of at least 1; got ${String(partitions)}.`,
    );
  }
  if (name === '')
    throw sourcesError('PENSTOCK_BAD_OPTION', 'name must be a text of at least one character; got an empty one.');
  if (directory === undefined)
    return new OpenTopic(
      name,
      Array.from({ length: partitions }, () => new PartitionLog<T>()),
    );

  await mkdir(join(directory, 'groups'), { recursive: true });
  let lost: unknown;
  let topic: OpenTopic<T> | undefined;
  const lock = await lockFolder(directory, (error) => {
    lost = error;
    topic?.lose(error);
  });
  const logs: Array<PartitionLog<T>> = [];
  try {
    await checkStored(join(directory, 'topic.json'), name, partitions);
    for (let partition = 0; partition < partitions; partition += 1)
      logs.push(await openPartitionLog<T>(join(directory, `${partition}.ndjson`)));
    await syncFolder(directory);
    const groups = await readGroups(
      join(directory, 'groups'),
      logs.map(({ records }) => records.length),
    );
    topic = new OpenTopic(name, logs, { directory, lock }, groups);
    if (lost !== undefined) topic.lose(lost);
    return topic;
  } catch (error) {
    await Promise.all(logs.map((log) => log.close()));
    await lock.release();
    throw error;
  }
};
