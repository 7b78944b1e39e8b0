import { createServer } from 'node:net';

/**
 * Systems give client ports from 32768 upwards. A server's port must be lower: a client that retries a killed server
 * could otherwise get that same port and connect to itself.
 */
const lowest = 15_000;
const highest = 32_000;
const mostTries = 50;

/** Finds free ports of 127.0.0.1, all different. They are not reserved, so the caller must bind them soon. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries += 1) {
    if (tries > count + mostTries)
      throw new Error(`found no ${count} free ports of 127.0.0.1 from ${lowest} to ${highest}`);
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
