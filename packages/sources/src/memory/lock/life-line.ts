import { open } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';

// The lowest limit of any system for the path of a socket is 104 bytes, including a final 0.
const longestPath = 100;

/**
 * Opens a local socket by which other processes can tell whether this one is alive. The system closes it when the
 * process ends in any way; process ids cannot tell, because they are reused. Returns undefined when the folder cannot
 * hold a socket.
 */
export const openLifeLine = async (folder: string, name: string): Promise<Server | undefined> => {
  const server = createServer((socket) => socket.destroy());
  try {
    await atPath(folder, name, async (path) => {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        // Exclusive, because workers of a Node cluster must not share it. Readable and writable by all, because
        // processes of other users may connect to it.
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

/** Returns whether the process that opened a life line is alive. */
export const askLifeLine = (folder: string, name: string): Promise<'lives' | 'is gone' | 'cannot be asked'> =>
  atPath(folder, name, (path) => {
    return new Promise<'lives' | 'is gone' | 'cannot be asked'>((resolve) => {
      const socket = connect(path, () => {
        socket.destroy();
        resolve('lives');
      });
      socket.once('error', ({ code }: NodeJS.ErrnoException) => {
        // EAGAIN means that the queue of connections is full, and only a live process has a queue.
        resolve(
          code === 'ECONNREFUSED' || code === 'ENOENT' ? 'is gone' : code === 'EAGAIN' ? 'lives' : 'cannot be asked',
        );
      });
    });
  }).catch(() => 'cannot be asked');

/** Calls `work` with a path that is short enough for a socket; rejects when there is none. */
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
