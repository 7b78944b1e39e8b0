import { reasonText } from '@penstock/stream/error';
import { open, readFile, truncate } from 'node:fs/promises';
import { sourcesError } from '../errors.ts';
import { decodeRecord } from './topic-record.ts';
import type { StoredRecord } from './topic-record.ts';

/** A record ready for its partition, with its line where the partition has a file. */
export interface Entry<T> {
  readonly record: StoredRecord<T>;
  readonly line: string;
}

/** What is asked of a partition's file. Not Node's own type, so that users need no types of Node. */
interface LogFile {
  appendFile(bytes: Uint8Array): Promise<void>;
  datasync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

interface Append<T> {
  readonly entries: ReadonlyArray<Entry<T>>;
  readonly resolve: (offset: number) => void;
  readonly reject: (error: unknown) => void;
}

/** One partition: its records in order, the offset being the index, and the file that keeps them. */
export class PartitionLog<T> {
  readonly records: Array<StoredRecord<T>>;
  readonly #file: LogFile | undefined;
  #bytes: number;
  #waiting: Array<Append<T>> = [];
  #flushing: Promise<void> | undefined;
  /** After a write that could not be undone nothing may follow: it would make a broken line in the middle. */
  #broken: unknown;

  constructor(records: Array<StoredRecord<T>> = [], file?: LogFile, bytes = 0) {
    this.records = records;
    this.#file = file;
    this.#bytes = bytes;
  }

  /** Appends in the order of calls and resolves to the first offset, when the file has them on disk. */
  append(entries: ReadonlyArray<Entry<T>>): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file?.close();
  }

  // All that came in during one write goes out in the next, so that many senders share one sync.
  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const appends = this.#waiting.splice(0);
      try {
        await this.#write(appends);
      } catch (error) {
        for (const { reject } of appends) reject(error);
        continue;
      }
      for (const { entries, resolve } of appends) {
        const offset = this.records.length;
        for (const { record } of entries) this.records.push(record);
        resolve(offset);
      }
    }
    // In the same step as the last look at what waits: an append after it must start a flush of its own.
    this.#flushing = undefined;
  }

  async #write(appends: ReadonlyArray<Append<T>>): Promise<void> {
    if (!this.#file) return;
    if (this.#broken !== undefined) throw this.#broken;
    const bytes = Buffer.from(appends.flatMap(({ entries }) => entries.map(({ line }) => line)).join(''));
    try {
      await this.#file.appendFile(bytes);
      await this.#file.datasync();
      this.#bytes += bytes.length;
    } catch (error) {
      await this.#file.truncate(this.#bytes).catch(() => {
        this.#broken = error;
      });
      throw error;
    }
  }
}

/**
 * Opens a partition's file and reads it. A last line without its line end was cut by a crash before its
 * send resolved, and is cut off; any other line that cannot be read is the error `PENSTOCK_BAD_LINE`.
 */
export const openPartitionLog = async <T>(path: string): Promise<PartitionLog<T>> => {
  const file = await open(path, 'a');
  try {
    const bytes = await readFile(path);
    const end = bytes.lastIndexOf(10) + 1;
    const records = readRecords<T>(bytes.subarray(0, end), path);
    if (end < bytes.length) {
      await truncate(path, end);
      await file.sync();
    }
    return new PartitionLog(records, file, end);
  } catch (error) {
    await file.close();
    throw error;
  }
};

const readRecords = <T>(bytes: Buffer, path: string): Array<StoredRecord<T>> => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const records: Array<StoredRecord<T>> = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    try {
      records.push(decodeRecord<T>(decoder.decode(bytes.subarray(at, end))));
    } catch (cause) {
      throw sourcesError(
        'PENSTOCK_BAD_LINE',
        `Line ${records.length + 1} of ${path} is not a record of a topic: ` +
          `${reasonText(cause)}. Only a last line may be torn; restore the ` +
          'file, since offsets count its lines.',
        cause,
      );
    }
    at = end + 1;
  }
  return records;
};
