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
  /** Number of partitions, from 1 up; fixed once the topic is stored. */
  readonly partitions: number;
  /**
   * Folder that keeps the topic between runs, made when it is not there; one topic of one process has it at a time.
   * Default: none.
   */
  readonly directory?: string;
}

/**
 * Opens a topic in this process: a Kafka without a server, for tests, for one-process pipelines, and with `directory`
 * for pipelines that survive a crash. All records are held in memory.
 *
 * With `directory`, values are kept as JSON and read back so, each partition in `<partition>.ndjson` and each group in
 * `groups/<group>.json`. A value that JSON would change, such as `NaN` or a `Map`, is refused with
 * `PENSTOCK_BAD_RECORD` and the path of the field; without `directory` values stay as they are. A last line that a
 * crash has torn is cut off: its `send` never resolved.
 *
 * A directory belongs to one open topic: another process, or another topic of this one, gets a {@link TopicLockedError}
 * that names the holder. It is free again after `close`, and when the process ends in any way, SIGKILL included. What a
 * killed process left on another machine that shares the folder is found out within 10 seconds.
 *
 * @throws (rejects with) `PENSTOCK_TOPIC_LOCKED`, `PENSTOCK_BAD_OPTION`, `PENSTOCK_TOPIC_MISMATCH` when what is stored
 * has another name or number of partitions, `PENSTOCK_FORMAT_UNSUPPORTED` when a later version of Penstock has written
 * it in another format, `PENSTOCK_BAD_LINE` for a broken line, `PENSTOCK_TOPIC_CORRUPT` for
 * positions that do not fit.
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
  if (name === '') throw sourcesError('PENSTOCK_BAD_OPTION', 'name must not be empty.');
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
