import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { blobStateStore } from './blob-state-store.ts';
import type { Blobs } from './blob-state-store.ts';
import type { StateStore } from '../state/state-store.ts';

/**
 * Makes a {@link StateStore} in a folder, with one file for each lane and position.
 *
 * It writes a temporary file, syncs it and renames it, so a crash at any moment leaves the old file or the new one.
 * Several processes may share the folder as long as each lane has one owner at a time. A lane that moves to another
 * process then finds its state there.
 *
 * @param directory Created when missing. Give each pipeline its own folder.
 * @throws (rejects with, from `load`) `PENSTOCK_STATE_CORRUPT` when a file is damaged, or when an earlier file that it
 * builds on is missing; `PENSTOCK_FORMAT_UNSUPPORTED` when a later version of Penstock wrote it in another format.
 *
 * @example
 * ```ts
 * const flow = deliver([465.86, 457.33], { stateStore: fileStore('.state/prices') });
 * ```
 */
export const fileStore = (directory: string): StateStore => blobStateStore(fileBlobs(directory));

/**
 * Keeps bytes by name in a folder, with one file for each name; for state stores that you write yourself.
 *
 * It writes a temporary file, syncs it and renames it, so a crash leaves the old bytes or the new ones.
 *
 * @param directory Created when missing.
 *
 * @example
 * ```ts
 * const blobs = fileBlobs('.state/positions');
 * await blobs.write('kraken', new TextEncoder().encode('17'));
 * ```
 */
export const fileBlobs = (directory: string): Blobs => new Folder(directory);

class Folder implements Blobs {
  readonly #directory: string;
  /** A sync of the folder that has not begun yet, so it covers all renames so far. */
  #nextSync: Promise<void> | undefined;
  #lastSync: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async list(prefix: string): Promise<readonly string[]> {
    const names = (await ifThere(readdir(this.#directory))) ?? [];
    const ours = names.filter((name) => name.startsWith(prefix));
    // A process that was killed during a write leaves its temporary file.
    await Promise.all(ours.filter((name) => name.endsWith('.tmp')).map((name) => this.remove(name)));
    return ours.filter((name) => !name.endsWith('.tmp'));
  }

  read(name: string): Promise<Uint8Array | undefined> {
    return ifThere(readFile(join(this.#directory, name)));
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    const temporary = join(this.#directory, `${name}.${process.pid}.tmp`);
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(this.#directory, name));
    // The rename is durable only after a sync of the folder.
    await this.#sync();
  }

  remove(name: string): Promise<void> {
    return rm(join(this.#directory, name), { force: true });
  }

  /** Syncs the folder. Lanes are saved in parallel, and one sync covers all renames before it begins. */
  #sync(): Promise<void> {
    if (!this.#nextSync) {
      const begin = async () => {
        this.#nextSync = undefined;
        const folder = await open(this.#directory, 'r');
        await folder.sync().finally(() => folder.close());
      };
      this.#nextSync = this.#lastSync.then(begin, begin);
      this.#lastSync = this.#nextSync;
    }
    return this.#nextSync;
  }
}

const ifThere = <T>(found: Promise<T>): Promise<T | undefined> =>
  found.catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
