import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { build } from './build.ts';

const program = join(import.meta.dirname, '../../dist/main.js');

let folder: string;
beforeAll(build);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-by-hand-'));
});
afterEach(async () => {
  await servers('down');
  rmSync(folder, { recursive: true, force: true });
});

interface Result {
  readonly code: number | null;
  readonly said: string;
}

const servers = (...args: string[]): Promise<Result> =>
  new Promise((resolve) => {
    const env = { ...process.env, TMPDIR: folder, INIT_CWD: folder, PENSTOCK_SERVERS_STATE: join(folder, 'up.json') };
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    child.on('close', (code) => resolve({ code, said }));
  });

const serverFolders = (): string[] => readdirSync(folder).filter((name) => name.startsWith('penstock-'));

test('up starts servers that keep running, and down stops them', async () => {
  const up = await servers('up', '--elasticsearch', '7', '--json', 'addresses.json');
  expect(up).toMatchObject({ code: 0 });
  const { kafka, elasticsearch } = JSON.parse(readFileSync(join(folder, 'addresses.json'), 'utf8')) as {
    kafka: string[];
    elasticsearch: string;
  };
  expect(up.said).toContain(kafka.join(','));
  expect(up.said).toContain(elasticsearch);

  const admin = new Kafka({ brokers: kafka, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  expect((await admin.describeCluster()).brokers).toHaveLength(2);
  await admin.disconnect();
  await expect(fetch(elasticsearch).then((response) => response.json())).resolves.toMatchObject({
    version: { number: expect.stringMatching(/^7\./) },
  });

  expect(await servers('up')).toMatchObject({
    code: 1,
    said: expect.stringContaining(`Servers are already up: kafka ${kafka.join(',')}`),
  });

  expect(await servers('down')).toEqual({ code: 0, said: 'stopped\n' });
  await expect(fetch(elasticsearch)).rejects.toThrow('fetch failed');
  expect(serverFolders()).toEqual([]);
  expect(await servers('down')).toEqual({ code: 0, said: 'none were up\n' });
});

test('a file that cannot be written is refused before anything starts', async () => {
  const { code, said } = await servers('up', '--elasticsearch', '7', '--json', 'absent/addresses.json');
  expect(code).toBe(1);
  expect(said).toMatch(/^Expected --json to name a writable file: ENOENT/);
  expect(serverFolders()).toEqual([]);
  expect(await servers('down')).toEqual({ code: 0, said: 'none were up\n' });
});

test.each([[[]], [['sideways']], [['up', '--elasticsearch', '6']], [['up', 'down']]])(
  'refuses %j with its usage',
  async (args) => {
    expect(await servers(...args)).toMatchObject({ code: 1, said: expect.stringContaining('usage: npm run servers') });
  },
);
