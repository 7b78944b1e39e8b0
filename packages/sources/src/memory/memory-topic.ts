import { checkOptions, type Position } from '@penstock/stream';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sourcesError } from '../errors.ts';
import { ConsumerGroup, parseCommitted } from './consumer-group.ts';
import { partitionOf } from '../record/partitioner.ts';
import { type FolderLock, lockFolder } from './lock/lock-folder.ts';
import { type Entry, openPartitionLog, PartitionLog } from './partition-log.ts';
import { replaceFile, syncFolder } from './replace-file.ts';
import { decodeRecord, encodeRecord, type StoredRecord, type TopicRecord, toStored } from './topic-record.ts';

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

/** A topic in this process: partitions that only grow, and the positions that groups have committed. */
export interface MemoryTopic<T> {
  readonly name: string;
  readonly partitions: number;
  /**
   * Appends records and resolves to their positions when they are kept; rejects with `PENSTOCK_BAD_RECORD` before
   * anything is written. After another rejection some partitions may have their part.
   */
  send(records: ReadonlyArray<TopicRecord<T>>): Promise<readonly Position[]>;
  /** The next offsets that a group will read; partitions without a commit are left out. */
  committed(group: string): Promise<readonly Position[]>;
  /** The offset that the next record of a partition will get. */
  end(partition: number): number;
  /** Lets go of the files after writes and commits under way; flows that still read get `PENSTOCK_TOPIC_CLOSED`. */
  close(): Promise<void>;
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
 * has another name or number of partitions, `PENSTOCK_BAD_LINE` for a broken line, `PENSTOCK_TOPIC_CORRUPT` for
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

const checkStored = async (path: string, name: string, partitions: number): Promise<void> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return replaceFile(path, `${JSON.stringify({ name, partitions })}\n`);
  let stored: { readonly name?: unknown; readonly partitions?: unknown } | null;
  try {
    stored = JSON.parse(text) as typeof stored;
  } catch (cause) {
    throw sourcesError(
      'PENSTOCK_TOPIC_CORRUPT',
      `${path} is not JSON. Restore it with the topic's name and partitions.`,
      cause,
    );
  }
  if (stored?.name === name && stored.partitions === partitions) return;
  throw sourcesError(
    'PENSTOCK_TOPIC_MISMATCH',
    `${path} says that the topic is ${String(stored?.name)} with ${String(stored?.partitions)} partitions; asked ` +
      `for ${name} with ${partitions}. Keys would change their partition: open it as it is, or send its records to ` +
      'a new topic.',
  );
};

const readGroups = async (
  folder: string,
  ends: readonly number[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> => {
  const groups = new Map<string, ReadonlyMap<number, number>>();
  for (const file of await readdir(folder)) {
    // What is left of a replacement that a crash cut short ends in `.tmp`.
    if (!file.endsWith('.json')) continue;
    const path = join(folder, file);
    groups.set(
      decodeURIComponent(file.slice(0, -'.json'.length)),
      parseCommitted(await readFile(path, 'utf8'), path, ends),
    );
  }
  return groups;
};

/** The directory of a topic that is kept. */
interface KeptTopic {
  readonly directory: string;
  readonly lock: FolderLock;
}

/** A {@link MemoryTopic} with what its flows and sinks need of it. */
export class OpenTopic<T> implements MemoryTopic<T> {
  readonly name: string;
  readonly #logs: ReadonlyArray<PartitionLog<T>>;
  readonly #kept: KeptTopic | undefined;
  readonly #stored: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly #groups = new Map<string, ConsumerGroup>();
  #turn = 0;
  #closed = false;
  #lost: unknown;

  constructor(
    name: string,
    logs: ReadonlyArray<PartitionLog<T>>,
    kept?: KeptTopic,
    stored: ReadonlyMap<string, ReadonlyMap<number, number>> = new Map(),
  ) {
    this.name = name;
    this.#logs = logs;
    this.#kept = kept;
    this.#stored = stored;
  }

  get partitions(): number {
    return this.#logs.length;
  }

  async send(records: ReadonlyArray<TopicRecord<T>>): Promise<readonly Position[]> {
    return this.append(records.map((record) => this.prepare(record)));
  }

  async committed(group: string): Promise<readonly Position[]> {
    return this.group(group).committed();
  }

  end(partition: number): number {
    return this.records(partition).length;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#ring();
    await Promise.all([...this.#groups.values()].map((group) => group.settled()));
    try {
      await Promise.all(this.#logs.map((log) => log.close()));
    } finally {
      await this.#kept?.lock.release();
    }
  }

  /** Another process has the directory by now: nothing is read or written any more. */
  lose(error: unknown): void {
    this.#lost = error;
    this.#ring();
  }

  /**
   * Throws `PENSTOCK_TOPIC_CLOSED` once the topic is closed, and `PENSTOCK_TOPIC_LOCKED` once it is lost to another
   * process.
   */
  checkOpen(): void {
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#closed)
      throw sourcesError(
        'PENSTOCK_TOPIC_CLOSED',
        `The topic ${this.name} is closed. Stop its flows and sinks before closing it.`,
      );
  }

  records(partition: number): ReadonlyArray<StoredRecord<T>> {
    const log = this.#logs[partition];
    if (!log)
      throw sourcesError(
        'PENSTOCK_BAD_OPTION',
        `partition must be a whole number from 0 to ${this.partitions - 1}; got ${String(partition)}.`,
      );
    return log.records;
  }

  group(name: string): ConsumerGroup {
    let group = this.#groups.get(name);
    if (!group) {
      group = new ConsumerGroup(this, this.#stored.get(name) ?? new Map(), async (positions) => {
        this.checkOpen();
        if (this.#kept === undefined) return;
        await replaceFile(
          join(this.#kept.directory, 'groups', `${encodeURIComponent(name)}.json`),
          `${JSON.stringify(Object.fromEntries(positions))}\n`,
        );
      });
      this.#groups.set(name, group);
    }
    return group;
  }

  /** Checks a record and makes it ready; throws `PENSTOCK_BAD_RECORD`. */
  prepare(record: TopicRecord<T>): Entry<T> {
    const stored = toStored(record);
    if (this.#kept === undefined) return { record: stored, line: '' };
    const line = encodeRecord(stored);
    // Read back at once, so that a value looks the same before a restart and after it.
    return { record: decodeRecord<T>(line), line };
  }

  async append(entries: ReadonlyArray<Entry<T>>): Promise<readonly Position[]> {
    this.checkOpen();
    const parts = new Map<number, Array<{ readonly entry: Entry<T>; readonly index: number }>>();
    for (const [index, entry] of entries.entries()) {
      const { key } = entry.record;
      const partition = key === null ? this.#turn++ % this.partitions : partitionOf(key, this.partitions);
      const part = parts.get(partition) ?? [];
      parts.set(partition, part);
      part.push({ entry, index });
    }
    const positions: Position[] = [];
    const written = await Promise.allSettled(
      [...parts].map(async ([partition, part]) => {
        const offset = await this.#logs[partition]!.append(part.map(({ entry }) => entry));
        for (const [nth, { index }] of part.entries())
          positions[index] = { topic: this.name, partition, offset: offset + nth };
      }),
    );
    this.#ring();
    for (const outcome of written) if (outcome.status === 'rejected') throw outcome.reason;
    return positions;
  }

  #ring(): void {
    for (const group of this.#groups.values()) group.ring();
  }
}

/** The topic with its inner side; throws `PENSTOCK_BAD_OPTION` on one that `memoryTopic` did not make. */
export const opened = <T>(topic: MemoryTopic<T>): OpenTopic<T> => {
  if (topic instanceof OpenTopic) return topic as OpenTopic<T>;
  throw sourcesError('PENSTOCK_BAD_OPTION', 'topic must be one that memoryTopic() made.');
};
