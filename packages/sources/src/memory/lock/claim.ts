import { readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wait } from '@penstock/stream/internal/rxjs';
import { askLifeLine } from './life-line.ts';
import type { Place } from './place.ts';
import type { TopicHolder } from './topic-locked-error.ts';

/** A process's request for the lock, in a file of its own. */
export interface Claim extends Place, TopicHolder {
  /** Unique, so that a file of a dead process is never taken for one of a live process. */
  readonly id: string;
  /** Whether the process has the lock: it found no other live claim. */
  readonly held: boolean;
  /** Whether the process has a life line named `<id>.sock`. */
  readonly hasLifeLine: boolean;
}

/** Interval at which a live process touches its claim's file. */
export const beatMs = 2_000;
// Without a life line, the file is watched for this long. That is several intervals, because a busy process may be
// late.
const watchMs = 10_000;
const lookMs = 250;

export const claimPath = (folder: string, id: string): string => join(folder, `${id}.json`);
export const lifeLineName = (id: string): string => `${id}.sock`;

/** Writes the claim atomically. */
export const writeClaim = async (folder: string, claim: Claim): Promise<void> => {
  const path = claimPath(folder, claim.id);
  await writeFile(`${path}.tmp`, JSON.stringify(claim));
  await rename(`${path}.tmp`, path);
};

export const removeClaim = async (folder: string, id: string): Promise<void> => {
  await rm(claimPath(folder, id), { force: true });
  await removeSocket(join(folder, lifeLineName(id)));
};

/**
 * Deletes a socket. `rm` would call `lstat` on it, and after an `lstat` of a socket Node 20 no longer resolves symbolic
 * links to modules.
 */
const removeSocket = async (path: string): Promise<void> => {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
};

/** Returns the claims of other live processes, and removes the claims of dead processes. */
export const livingClaims = async (folder: string, own: Claim): Promise<readonly Claim[]> => {
  const ids = (await readdir(folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
  const others = await Promise.all(ids.filter((id) => id !== own.id).map((id) => readClaim(folder, id)));
  const living = await Promise.all(
    others.map(async (claim) => {
      if (claim === undefined) return undefined;
      if (await lives(folder, claim, own)) return claim;
      await removeClaim(folder, claim.id);
      return undefined;
    }),
  );
  return living.filter((claim) => claim !== undefined);
};

/** Returns undefined when the claim was removed meanwhile. */
const readClaim = async (folder: string, id: string): Promise<Claim | undefined> => {
  const text = await readFile(claimPath(folder, id), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return { ...(JSON.parse(text) as Claim), id };
  } catch {
    // A damaged claim: watch its file for changes to find out whether its process is alive.
    return { id, held: true, hasLifeLine: false, pid: 0, host: 'an unknown host', since: 0, machine: '', pidSpace: '' };
  }
};

const lives = async (folder: string, claim: Claim, own: Claim): Promise<boolean> => {
  if (claim.machine === own.machine) {
    const answer = claim.hasLifeLine ? await askLifeLine(folder, lifeLineName(claim.id)) : 'cannot be asked';
    if (answer !== 'cannot be asked') return answer === 'lives';
    if (claim.pidSpace === own.pidSpace && !isRunning(claim.pid)) return false;
  }
  return beats(claimPath(folder, claim.id));
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

/** Whether a process still touches the file. Only changes of its time count, because the clocks of machines differ. */
const beats = async (path: string): Promise<boolean> => {
  const at = () =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
  const first = await at();
  for (let waited = 0; waited < watchMs; waited += lookMs) {
    await wait(lookMs);
    const now = await at();
    if (now === undefined) return false;
    if (now !== first) return true;
  }
  return false;
};
