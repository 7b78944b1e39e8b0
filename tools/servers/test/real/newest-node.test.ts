import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';

const matrix = join(import.meta.dirname, '../../../../scripts/matrix.mjs');

/** The environment without Vitest's own variables of this run, which must not affect the run started here. */
const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));

test('the short form passes on the newest Node, over the servers of this run', { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-matrix-'));
  try {
    const json = join(folder, 'matrix.json');
    const run = promisify(execFile)(process.execPath, [matrix, 'node-26', '--short', '--json', json], {
      env: {
        ...outside,
        PENSTOCK_KAFKA: inject('kafka').join(','),
        PENSTOCK_ELASTICSEARCH: `${inject('elasticsearch7')},${inject('elasticsearch9')}`,
      },
    });
    await run.catch(({ stdout, stderr }: { stdout: string; stderr: string }) => {
      throw new Error(`The short form failed:\n${stdout}\n${stderr}`);
    });
    const [result] = JSON.parse(await readFile(json, 'utf8')) as { passed: number; failed: number }[];
    expect(result).toMatchObject({ cell: 'node-26', failed: 0 });
    expect(result?.passed).toBeGreaterThan(100);
  } finally {
    await rm(folder, { recursive: true });
  }
});
