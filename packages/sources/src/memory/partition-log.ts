import { reasonText } from '@penstock/stream/error';
import { open, readFile, truncate } from 'node:fs/promises';
import { sourcesError } from '../errors.ts';
import { decodeRecord } from './topic-record.ts';
import type { StoredRecord } from './topic-record.ts';

/** A record to append, with its line for the file if the topic is stored. */
export interface Entry<T> {
  readonly record: StoredRecord<T>;
  readonly line: string;
}

/** The used methods of a file handle. A type of our own, so that users do not need the types of Node. */
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

/** A partition: its records, whose index is their offset, and the file that stores them. */
export class PartitionLog<T> {
  readonly records: Array<StoredRecord<T>>;
  readonly #file: LogFile | undefined;
  #bytes: number;
  #waiting: Array<Append<T>> = [];
  #flushing: Promise<void> | undefined;
  /**
   * The error of a failed write that could not be undone. No write may follow it, since the file may end in a broken
   * line.
   */
  #broken: unknown;

  constructor(records: Array<StoredRecord<T>> = [], file?: LogFile, bytes = 0) {
    this.records = records;
    this.#file = file;
    this.#bytes = bytes;
  }

  /** Appends records in the order of calls; resolves to the offset of the first one when all are on disk. */
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

  // Records that arrive during a write share the next one, so many senders need only one sync.
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
    // There must be no await between the last check of `#waiting` and this line, so that a later append starts a new
    // flush.
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
 * Opens a partition's file and reads its records. A last line without its line end comes from a crash before its send
 * resolved, and is cut off. Any other line that cannot be read is the error `PENSTOCK_BAD_LINE`.
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
        `Expected a record of a topic in line ${records.length + 1} of ${path}: ${reasonText(cause)}. Restore the ` +
          'file; do not delete lines, because they are counted as offsets.',
        cause,
      );
    }
    at = end + 1;
  }
  return records;
};
