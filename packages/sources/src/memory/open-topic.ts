import type { Position } from '@penstock/stream';
import { join } from 'node:path';
import { sourcesError } from '../errors.ts';
import { partitionOf } from '../record/partitioner.ts';
import { ConsumerGroup } from './consumer-group.ts';
import type { FolderLock } from './lock/lock-folder.ts';
import type { Entry, PartitionLog } from './partition-log.ts';
import { replaceFile } from './replace-file.ts';
import { decodeRecord, encodeRecord, toStored } from './topic-record.ts';
import type { StoredRecord, TopicRecord } from './topic-record.ts';

/** A topic inside this process: its partitions, which only grow, and the committed positions of consumer groups. */
export interface MemoryTopic<T> {
  readonly name: string;
  readonly partitions: number;
  /**
   * Appends records and resolves to their positions once they are stored. Rejects with `PENSTOCK_BAD_RECORD` before
   * anything is written. After any other rejection, some partitions may have stored their records.
   */
  send(records: ReadonlyArray<TopicRecord<T>>): Promise<readonly Position[]>;
  /**
   * Resolves to the committed positions of a group: the offset of the next record to read in each partition that has a
   * commit.
   */
  committed(group: string): Promise<readonly Position[]>;
  /** Returns the offset that the next record of a partition will get. */
  end(partition: number): number;
  /** Closes the files once running writes and commits end. Flows that still read fail with `PENSTOCK_TOPIC_CLOSED`. */
  close(): Promise<void>;
}

/** The directory of a stored topic, and the lock on it. */
interface KeptTopic {
  readonly directory: string;
  readonly lock: FolderLock;
}

/** A {@link MemoryTopic} with the methods that its flows and sinks need. */
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

  /** Stops all reading and writing, because another process has taken the directory. */
  lose(error: unknown): void {
    this.#lost = error;
    this.#ring();
  }

  /**
   * Throws `PENSTOCK_TOPIC_CLOSED` once the topic is closed, and `PENSTOCK_TOPIC_LOCKED` once another process has taken
   * it.
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

  /** Checks and encodes a record; throws `PENSTOCK_BAD_RECORD`. */
  prepare(record: TopicRecord<T>): Entry<T> {
    const stored = toStored(record);
    if (this.#kept === undefined) return { record: stored, line: '' };
    const line = encodeRecord(stored);
    // Decode the line, so that readers get the same value before a restart and after it.
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

/**
 * Returns the topic with its internal methods; throws `PENSTOCK_BAD_OPTION` for a topic that `memoryTopic` did not
 * make.
 */
export const opened = <T>(topic: MemoryTopic<T>): OpenTopic<T> => {
  if (topic instanceof OpenTopic) return topic as OpenTopic<T>;
  throw sourcesError('PENSTOCK_BAD_OPTION', 'topic must be one that memoryTopic() returned; got something else.');
};
