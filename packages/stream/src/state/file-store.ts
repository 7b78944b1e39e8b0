import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Position } from '../delivery/flow.ts';
import { streamError } from '../errors.ts';
import type { Snapshots, StateStore } from './state-store.ts';

const digestBytes = 32;

// A topic may be a path, which cannot be a file name; the digest keeps one file name per lane.
const laneName = ({ topic, partition }: Position): string =>
  `${createHash('sha256').update(topic).digest('hex').slice(0, 16)}-${partition}`;

/**
 * A {@link StateStore} in a folder, one file per lane and position, each replaced atomically.
 *
 * @param directory made if missing; give each pipeline its own.
 * @throws `PENSTOCK_STATE_CORRUPT` from `load` when a file does not match its checksum.
 *
 * @example
 * ```ts
 * const flow = deliver(prices, { stateStore: fileStore('.state/prices') });
 * ```
 */
export const fileStore = (directory: string): StateStore => {
  const path = (position: Position): string => join(directory, `${laneName(position)}@${position.offset}.state`);
  return {
    async load(position) {
      let bytes: Buffer;
      try {
        bytes = await readFile(path(position));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
      const body = bytes.subarray(digestBytes);
      if (!createHash('sha256').update(body).digest().equals(bytes.subarray(0, digestBytes))) {
        throw streamError(
          'PENSTOCK_STATE_CORRUPT',
          `The state file ${path(position)} does not match its checksum. Restore it from a copy, or remove the folder and read the topic from its beginning.`,
        );
      }
      return deserialize(body) as Snapshots;
    },
    async save(position, snapshots) {
      await mkdir(directory, { recursive: true });
      const body = serialize(new Map(snapshots));
      const temporary = `${path(position)}.${process.pid}.tmp`;
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(Buffer.concat([createHash('sha256').update(body).digest(), body]));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path(position));
      // The rename itself is durable only once the folder is.
      const folder = await open(directory, 'r');
      await folder.sync().finally(() => folder.close());
    },
    async prune(position) {
      const prefix = `${laneName(position)}@`;
      for (const name of await readdir(directory)) {
        const offset = Number(name.slice(prefix.length).replace('.state', ''));
        if (name.startsWith(prefix) && offset < position.offset) await rm(join(directory, name), { force: true });
      }
    },
  };
};
