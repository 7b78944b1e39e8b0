import { createServer } from 'node:net';

/**
 * Rejects when the port that the user named is in use, so that the user learns this before the install and the build.
 */
export const checkPort = (port) =>
  new Promise((resolve, reject) => {
    // Without a named port, the program uses the next free one.
    if (port === undefined || port === 0) return void resolve();
    const server = createServer();
    server.once('error', ({ message }) =>
      reject(
        new Error(`Expected port ${port} to be free: ${message}. Name another with --port, or any with --port 0.`),
      ),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
