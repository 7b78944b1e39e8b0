import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const worker = join(import.meta.dirname, 'worker.mjs');
// Set another seed to kill at other moments: PENSTOCK_SEED=7 npx vitest run …
const seed = Number(process.env['PENSTOCK_SEED'] ?? 20_240_229);

const folders: string[] = [];
const newFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-forecasts-'));
  folders.push(folder);
  return folder;
};
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

// The worker runs on the built packages, as a user's program does.
beforeAll(() => {
  if (!existsSync(join(import.meta.dirname, '../../dist/flow/index.js')))
    throw new Error('The packages are not built: run `npm test`, or `pnpm build` first.');
});

/** Runs one process. It is killed `after` ms after its first `sign`, or runs to its end. */
const live = (folder: string, life: string, mode: string, after?: number, sign = '') =>
  new Promise<'killed' | 'ended'>((resolve, reject) => {
    const child = spawn(process.execPath, [worker, folder, life, mode], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
    const begun = (said: Buffer): void => {
      if (after === undefined || !said.includes(sign)) return;
      child.stdout.off('data', begun);
      setTimeout(() => child.kill('SIGKILL'), after);
    };
    child.stdout.on('data', begun);
    child.once('error', reject).once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve('ended');
      else reject(new Error(`a worker ended with ${String(code)}: ${errors}`));
    });
  });

/** All values that were written under each id, and how many ids were written by several processes. */
const written = async (folder: string) => {
  const forecasts = new Map<string, Set<string>>();
  const lives = new Map<string, Set<string>>();
  for (const file of await readdir(join(folder, 'results'))) {
    const text = await readFile(join(folder, 'results', file), 'utf8');
    // Text after the last newline was cut off by the kill. It was not acknowledged.
    for (const line of text.split('\n').slice(0, -1)) {
      const { id } = JSON.parse(line) as { id: string };
      forecasts.set(id, (forecasts.get(id) ?? new Set()).add(line));
      lives.set(id, (lives.get(id) ?? new Set()).add(file));
    }
  }
  return { forecasts, twice: [...lives.values()].filter(({ size }) => size > 1).length };
};

/** Kills several processes, each soon after it has printed one of the `signs`, then runs one to its end. */
const survive = async (mode: string, signs: readonly string[]) => {
  let state = seed;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const folder = await newFolder();
  let killed = 0;
  for (const [life, sign] of signs.entries()) {
    if ((await live(folder, String(life), mode, Math.floor(random() * 60), sign)) === 'killed') killed += 1;
  }
  await live(folder, 'last', mode);
  return { ...(await written(folder)), killed };
};

describe(`forecasts of a flow that is killed at random (seed ${seed})`, () => {
  let unbroken: Map<string, Set<string>>;
  beforeAll(async () => {
    const folder = await newFolder();
    await live(folder, 'only', '--at-once');
    ({ forecasts: unbroken } = await written(folder));
  });

  test('have the ids and values of an uninterrupted run', { timeout: 60_000 }, async () => {
    const { forecasts, killed, twice } = await survive('', ['running', 'wrote', 'committed', 'wrote', 'wrote']);
    expect(killed).toBeGreaterThan(2);
    expect(twice).toBeGreaterThan(0);
    // Forecasts that were written before a kill were written again with the same id and the same value.
    expect([...forecasts].filter(([, ofId]) => ofId.size > 1)).toEqual([]);
    expect(unbroken.size).toBeGreaterThan(200);
    expect(forecasts).toEqual(unbroken);
  });

  test('differ from those of a flow that loses its state', { timeout: 60_000 }, async () => {
    expect((await survive('--forget', ['committed', 'committed'])).forecasts).not.toEqual(unbroken);
  });
});
