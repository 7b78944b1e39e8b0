import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Where a process runs, as far as it matters to asking whether it still does. */
export interface Place {
  readonly host: string;
  /** The same for all processes that one running kernel serves, also in containers. */
  readonly machine: string;
  /** The same for all processes that see each other's numbers. */
  readonly pidSpace: string;
}

/** The place of this process. */
export const thisPlace = async (): Promise<Place> => {
  const host = hostname();
  // Linux tells both; elsewhere there are no containers that share a folder.
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => host);
  const pidSpace = await readlink('/proc/self/ns/pid').catch(() => '');
  return { host, machine: boot.trim(), pidSpace };
};
