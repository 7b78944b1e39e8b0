import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Where a process runs; this decides how to find out whether it is alive. */
export interface Place {
  readonly host: string;
  /** The same for all processes of one running kernel, also in containers. */
  readonly machine: string;
  /** The same for all processes that see each other's process ids. */
  readonly pidSpace: string;
}

/** Returns where this process runs. */
export const thisPlace = async (): Promise<Place> => {
  const host = hostname();
  // Linux has both values. On other systems no containers share a folder, so the host name is enough.
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => host);
  const pidSpace = await readlink('/proc/self/ns/pid').catch(() => '');
  return { host, machine: boot.trim(), pidSpace };
};
