import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { TickServer } from '../feed/web-socket/tick-server.ts';
import { newFolder } from '../scratch-files.ts';

// The worker uses the built package, as a user's program does.
beforeAll(() => {
  if (!existsSync(join(import.meta.dirname, '../../dist/exchange/index.js')))
    throw new Error('The package is not built: run `npm test`, or `pnpm build` first.');
});

const worker = join(import.meta.dirname, 'feed-worker.mjs');

const begin = async (host: string, folder: string, file: string) => {
  const child = spawn(process.execPath, [worker, host, folder, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return {
    kill: () =>
      new Promise<string | null>((resolve) => {
        child.once('close', (_code, signal) => resolve(signal));
        child.kill('SIGKILL');
      }),
  };
};

test('a feed whose process is killed repeatedly loses nothing and keeps its offsets', async () => {
  const server = await TickServer.open();
  const folder = await newFolder();
  const file = join(folder, 'written');
  const written = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1);
  server.tick(150);
  for (let life = 0; life < 4; life += 1) {
    const before = (await written()).length;
    const process = await begin(server.host, join(folder, 'positions'), file);
    await expect.poll(async () => (await written()).length, { timeout: 10_000, interval: 5 }).toBeGreaterThan(before);
    const ticking = setInterval(() => server.tick(3), 2);
    await new Promise((resolve) => setTimeout(resolve, 20 + 30 * life));
    if (life === 2) server.cut();
    await new Promise((resolve) => setTimeout(resolve, 25));
    clearInterval(ticking);
    expect(await process.kill()).toBe('SIGKILL');
    server.tick(40);
  }
  const last = await begin(server.host, join(folder, 'positions'), file);
  const ids = async () => new Set((await written()).map((line) => line.split(' ')[0]));
  await expect.poll(async () => (await ids()).size, { timeout: 10_000, interval: 10 }).toBe(server.ticks.length);
  await last.kill();
  await server.close();
  const lines = await written();
  // Ticks that were written but not committed come again with the same offset.
  expect([...new Set(lines)]).toEqual(server.ticks.map(({ id }) => `ticks:all:${id} ${id}`));
}, 60_000);
