import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Sockets } from '../../../src/kafka/kafkajs/sockets.ts';

/** Returns a port on which no server listens. */
const deadPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

test('adds no listeners to a socket that did not connect, however often the client calls unref', async () => {
  const port = await deadPort();
  const socket = new Sockets().factory({
    host: '127.0.0.1',
    port,
    ssl: undefined as never,
    onConnect: () => undefined,
  }) as Socket;
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  const before = socket.listenerCount('connect');
  for (let n = 0; n < 20; n += 1) socket.unref();
  expect(socket.listenerCount('connect')).toBe(before);
});

test('does not report a connection that the client ended before it was established', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  let told = false;
  const { port } = server.address() as AddressInfo;
  const socket = new Sockets().factory({
    host: '127.0.0.1',
    port,
    ssl: undefined as never,
    onConnect: () => (told = true),
  }) as Socket;
  const failed = once(socket, 'error');
  socket.end();
  expect(await failed).toEqual([new Error('The client is closed')]);
  expect(told).toBe(false);
  server.close();
});
