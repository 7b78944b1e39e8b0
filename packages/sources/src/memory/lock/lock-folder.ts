import { randomUUID } from 'node:crypto';
import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { wait } from '@penstock/stream/internal/rxjs';
import { beatMs, claimPath, lifeLineName, livingClaims, removeClaim, writeClaim } from './claim.ts';
import type { Claim } from './claim.ts';
import { openLifeLine } from './life-line.ts';
import { thisPlace } from './place.ts';
import { TopicLockedError } from './topic-locked-error.ts';

/** An exclusive lock on a directory. */
export interface FolderLock {
  release(): Promise<void>;
}

// The wait until another process that asks at the same time has given way.
const giveWayMs = 20;

/**
 * Locks a directory for one topic of one process. Files of a killed process do not block the lock.
 *
 * Each process first writes a claim into `lock/` and then reads the claims of others, so at least one of two processes
 * sees the other. A process is alive if its socket accepts a connection; the system closes the socket when the process
 * ends. If there is no usable socket, as from another machine, the claim's file is watched for 10 seconds: a live
 * process touches it every 2 seconds.
 *
 * @param onLost Called when another machine has removed this process's claim because it took the process for dead, as
 * after a long sleep.
 * @throws (rejects with) a {@link TopicLockedError}
 */
export const lockFolder = async (directory: string, onLost: (error: TopicLockedError) => void): Promise<FolderLock> => {
  const folder = join(directory, 'lock');
  await mkdir(folder, { recursive: true });
  const id = randomUUID();
  const lifeLine = await openLifeLine(folder, lifeLineName(id));
  const claim: Claim = {
    id,
    ...(await thisPlace()),
    pid: process.pid,
    since: Date.now(),
    held: false,
    hasLifeLine: lifeLine !== undefined,
  };
  const locked = (holder: Claim): TopicLockedError => {
    const inThisProcess =
      holder.pid === claim.pid && holder.machine === claim.machine && holder.pidSpace === claim.pidSpace;
    return new TopicLockedError(directory, holder, inThisProcess);
  };
  let held = false;
  const beat = setInterval(() => {
    const now = new Date();
    utimes(claimPath(folder, id), now, now).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || !held) return;
      held = false;
      clearInterval(beat);
      const [other = claim] = await livingClaims(folder, claim).catch(() => []);
      onLost(locked(other));
    });
  }, beatMs);
  beat.unref();
  const release = async (): Promise<void> => {
    held = false;
    clearInterval(beat);
    await removeClaim(folder, id);
    lifeLine?.close();
  };
  try {
    await writeClaim(folder, claim);
    for (
      let others = await livingClaims(folder, claim);
      others.length > 0;
      others = await livingClaims(folder, claim)
    ) {
      // Of processes that ask at the same time, the one with the smallest id gets the lock.
      const first = others.find((other) => other.held || other.id < id);
      if (first) throw locked(first);
      await wait(giveWayMs);
    }
    await writeClaim(folder, { ...claim, held: true });
    held = true;
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
};
