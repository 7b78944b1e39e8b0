import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const caller = join(import.meta.dirname, 'caller.mjs');

let folder: string;
beforeAll(() => {
  if (!existsSync(join(import.meta.dirname, '../../dist/index.js'))) {
    throw new Error('The servers are not built: run `npm test`, or `node scripts/pnpm.mjs --filter @penstock/servers run build` first.');
  }
  folder = mkdtempSync(join(tmpdir(), 'penstock-caller-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All that runs from the caller's temporary folder, the shells that guard included. */
const left = (): string[] =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder));
const servers = (): number => left().filter((line) => line.includes('kafka.Kafka') && line.includes('bin/java')).length;

const start = () => spawn(process.execPath, [caller], { env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'inherit'] });

async function expectNothingLeft(): Promise<void> {
  await expect.poll(left, { timeout: 15_000, interval: 200 }).toEqual([]);
  await expect.poll(() => readdirSync(folder), { timeout: 15_000, interval: 200 }).toEqual([]);
}

test('no process and no file outlives a caller that is killed', async () => {
  const child = start();
  await once(child.stdout, 'data');
  expect(servers()).toBeGreaterThanOrEqual(2);
  child.kill('SIGKILL');
  await expectNothingLeft();
});

test('nor one that is killed while they start', async () => {
  const child = start();
  await expect.poll(servers, { timeout: 60_000, interval: 50 }).toBeGreaterThan(0);
  child.kill('SIGKILL');
  await expectNothingLeft();
});
