import { once } from 'node:events';
import type { Server } from 'node:http';
import { PenstockError } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';

/** The port to try first if the user names none. */
const defaultPort = 8_080;

// How many ports to try. On a developer's machine, other servers use fewer. If all of these are in use, something is
// wrong, and the user should see an error.
const tries = 20;

/**
 * Listens on this machine only, and resolves with the port: the named one, else 8080 or the next free one.
 *
 * @throws (rejects with) `PENSTOCK_PORT_IN_USE`.
 */
export const listen = async (server: Server, named: number | undefined): Promise<number> => {
  const first = named ?? defaultPort;
  for (let port = first; ; port += 1) {
    try {
      return await listenOn(server, port);
    } catch (cause) {
      if (isInUse(cause) && named === undefined && port < first + tries - 1) continue;
      throw new PenstockError(
        'PENSTOCK_PORT_IN_USE',
        named === undefined
          ? `Expected a free port from ${first} to ${port}; found none. Name one with --port, or any with --port 0.`
          : `Expected port ${named} to be free: ${reasonText(cause)}. Name another with --port, or any with --port 0.`,
        { cause },
      );
    }
  }
};

const isInUse = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const listenOn = async (server: Server, port: number): Promise<number> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
};
