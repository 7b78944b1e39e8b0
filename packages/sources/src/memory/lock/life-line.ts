import { open } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';

// The shortest limit of the systems for the path of a socket is 104 bytes with a final 0.
const longestPath = 100;

/**
 * A local socket that is open as long as its process lives: the system closes it whatever ends the process, so that
 * others can tell by it at once, whichever process has got the number since. `undefined` where the folder cannot hold
 * one.
 */
export const openLifeLine = async (folder: string, name: string): Promise<Server | undefined> => {
  const server = createServer((socket) => socket.destroy());
  try {
    await atPath(folder, name, async (path) => {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        // Exclusive: a worker of a cluster must not share it. For all: another user may ask, too.
        server.listen({ path, exclusive: true, readableAll: true, writableAll: true }, resolve);
      });
    });
  } catch {
    return undefined;
  }
  server.on('error', () => undefined);
  server.unref();
  return server;
};

/** Whether the process at the other end lives. */
export const askLifeLine = (folder: string, name: string): Promise<'lives' | 'is gone' | 'cannot be asked'> =>
  atPath(folder, name, (path) => {
    return new Promise<'lives' | 'is gone' | 'cannot be asked'>((resolve) => {
      const socket = connect(path, () => {
        socket.destroy();
        resolve('lives');
      });
      socket.once('error', ({ code }: NodeJS.ErrnoException) => {
        // EAGAIN: so many ask that the queue is full, which only a living process has.
        resolve(
          code === 'ECONNREFUSED' || code === 'ENOENT' ? 'is gone' : code === 'EAGAIN' ? 'lives' : 'cannot be asked',
        );
      });
    });
  }).catch(() => 'cannot be asked');

/** Calls with a path that is short enough for a socket; rejects where there is none. */
const atPath = async <R>(folder: string, name: string, work: (path: string) => Promise<R>): Promise<R> => {
  if (process.platform === 'win32') return work(`\\\\.\\pipe\\penstock-${name}`);
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= longestPath) return work(path);
  if (process.platform !== 'linux') throw new Error('the path is too long for a socket');
  const handle = await open(folder, 'r');
  try {
    return await work(`/proc/self/fd/${handle.fd}/${name}`);
  } finally {
    await handle.close();
  }
};
