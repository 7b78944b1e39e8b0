import { randomUUID } from 'node:crypto';
import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { wait } from '@penstock/stream/internal';
import { beatMs, claimPath, lifeLineName, livingClaims, removeClaim, writeClaim } from './claim.ts';
import type { Claim } from './claim.ts';
import { openLifeLine } from './life-line.ts';
import { thisPlace } from './place.ts';
import { TopicLockedError } from './topic-locked-error.ts';

/** A directory that this process alone has. */
export interface FolderLock {
  release(): Promise<void>;
}

// Until another that asks at the same time has seen that it must give way.
const giveWayMs = 20;

/**
 * Takes a directory for one topic of one process; what a killed process has left does not stand in the way.
 *
 * Each process first puts down a claim of its own in `lock/`, and then looks at those of others, so of two at least one
 * sees the other. Whether another lives is told by its socket, which the system closes at its death. Where a socket
 * cannot tell, as from another machine, the file is watched for 10 seconds: the living touch theirs every 2.
 *
 * @param onLost Called when another machine took this process for dead, as after a long sleep, and removed its claim.
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
      // Of those that ask at once, the one with the smallest id goes first.
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
