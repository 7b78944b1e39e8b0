import { createServer } from 'node:net';

/** Rejects where the port that the user named is in use, so that this is said before anything is installed or built. */
export const checkPort = (port) =>
  new Promise((resolve, reject) => {
    // Without one, the program takes the next that is free.
    if (port === undefined || port === 0) return void resolve();
    const server = createServer();
    server.once('error', ({ message }) =>
      reject(
        new Error(`Expected port ${port} to be free: ${message}. Name another with --port, or any with --port 0.`),
      ),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
