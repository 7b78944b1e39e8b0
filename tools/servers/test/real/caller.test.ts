import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { build } from './build.ts';

const caller = join(import.meta.dirname, 'caller.mjs');

let folder: string;
let child: ChildProcessByStdio<null, Readable, null>;
beforeAll(build);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-caller-'));
  child = spawn(process.execPath, [caller], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
});
afterEach(() => {
  child.kill('SIGKILL');
  for (const { pid } of left()) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Process {
  readonly pid: number;
  readonly program: string;
  /** The last arguments of the process, such as `kafka.Kafka FILE`. */
  readonly end: string;
}

/** All processes with files in the caller's temporary folder, including the guarding shells. */
const left = (): Process[] =>
  execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder))
    .map((line) => {
      const [pid, program = '', ...args] = line.trim().split(/\s+/);
      return { pid: Number(pid), program, end: args.slice(-2).join(' ') };
    });
const servers = (): number =>
  left().filter(({ program, end }) => program.endsWith('/java') && end.startsWith('kafka.Kafka ')).length;

async function expectNothingLeft(): Promise<void> {
  await expect.poll(left, { timeout: 15_000, interval: 200 }).toEqual([]);
  await expect.poll(() => readdirSync(folder), { timeout: 15_000, interval: 200 }).toEqual([]);
}

test('no process and no file is left of a killed caller', async () => {
  await once(child.stdout, 'data');
  expect(servers()).toBeGreaterThanOrEqual(2);
  child.kill('SIGKILL');
  await expectNothingLeft();
});

test('no process and no file is left of a caller that is killed while the servers start', async () => {
  await expect.poll(servers, { timeout: 60_000, interval: 50 }).toBeGreaterThan(0);
  child.kill('SIGKILL');
  await expectNothingLeft();
});
