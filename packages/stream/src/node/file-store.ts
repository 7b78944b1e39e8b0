import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { blobStateStore } from './blob-state-store.ts';
import type { Blobs } from './blob-state-store.ts';
import type { StateStore } from '../state/state-store.ts';

/**
 * A {@link StateStore} in a folder: one file for each lane and position, written aside, synced and renamed.
 *
 * A crash at any moment leaves the old file or the new one. Several processes may share the folder as long as
 * each lane has one owner at a time, so a lane finds its state where it goes.
 *
 * @param directory made if missing; give each pipeline its own.
 * @throws from `load`: `PENSTOCK_STATE_CORRUPT` when a file is damaged or one that it adds to is gone;
 * `PENSTOCK_FORMAT_UNSUPPORTED` when a later version of Penstock has written it in another format.
 *
 * @example
 * ```ts
 * const flow = deliver([465.86, 457.33], { stateStore: fileStore('.state/prices') });
 * ```
 */
export const fileStore = (directory: string): StateStore => blobStateStore(fileBlobs(directory));

/**
 * Keeps named bytes in a folder, one file a name, each written aside, synced and renamed; for stores of your own.
 *
 * @param directory made if missing.
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
  /** A sync of the folder that has not begun yet, and so covers every rename up to now. */
  #nextSync: Promise<void> | undefined;
  #lastSync: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async list(prefix: string): Promise<readonly string[]> {
    const names = (await ifThere(readdir(this.#directory))) ?? [];
    const ours = names.filter((name) => name.startsWith(prefix));
    // Left by a process that was killed while it wrote.
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
    // The rename itself is durable only once the folder is.
    await this.#sync();
  }

  remove(name: string): Promise<void> {
    return rm(join(this.#directory, name), { force: true });
  }

  /** Lanes are saved side by side; one sync of the folder serves all that were renamed before it begins. */
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
