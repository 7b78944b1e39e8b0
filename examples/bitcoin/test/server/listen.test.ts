import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen } from '../../src/server/listen.ts';

let other: ReturnType<typeof createServer>;
let server: ReturnType<typeof createServer>;
beforeEach(() => {
  other = createServer();
  server = createServer();
});
afterEach(() => {
  other.close();
  server.close();
});

test('leaves no listener on the server after a port in use, and can try the next port', async () => {
  const port = await listen(other, 0);
  const events = ['listening', 'error'] as const;
  const before = events.map((event) => server.listenerCount(event));
  await expect(listen(server, port)).rejects.toMatchObject({ code: 'PENSTOCK_PORT_IN_USE' });
  expect(events.map((event) => server.listenerCount(event))).toEqual(before);
  expect(await listen(server, 0)).toBeGreaterThan(0);
});
