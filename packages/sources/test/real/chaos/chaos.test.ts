import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';

/** Runs the program of `npm run chaos`; its last line is the result. */
const chaos = (
  ...args: string[]
): Promise<{
  code: number | null;
  missing: number;
  faults: string[];
  records: number;
  arrivals: number;
  log: string;
}> =>
  new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [join(import.meta.dirname, 'main.mjs'), ...args],
      (error, stdout, stderr) => {
        try {
          resolve({ ...JSON.parse(stdout), code: child.exitCode, log: stderr });
        } catch {
          reject(new Error(`no result: ${stderr}`, { cause: error }));
        }
      },
    );
  });

// Members use the built packages, as a user's programs do.
beforeAll(() => {
  if (!existsSync(join(import.meta.dirname, '../../../dist/kafka/index.js')))
    throw new Error('The packages are not built: run `npm test`, or `pnpm build` first.');
});

test(
  'loses nothing while members and a broker are killed, and the sink stalls and fails',
  { timeout: 240_000 },
  async () => {
    const { code, faults, missing, log } = await chaos('--form', 'short', '--seed', '3');
    expect(faults, log).toEqual([]);
    expect(missing).toBe(0);
    expect(code).toBe(0);
  },
);

test('detects a member that commits on receipt', { timeout: 120_000 }, async () => {
  const { code, missing, faults } = await chaos(
    '--form',
    'mutant',
    '--seed',
    '7',
    '--brokers',
    inject('kafka').join(','),
  );
  expect(missing).toBeGreaterThan(0);
  expect(faults).toContainEqual(expect.stringContaining('did not arrive'));
  expect(code).toBe(1);
});

test(
  'counts every record once in the state of its key while partitions move and a member is killed',
  { timeout: 120_000 },
  async () => {
    const { code, faults, missing, log } = await chaos(
      '--form',
      'state',
      '--seed',
      '2',
      '--brokers',
      inject('kafka').join(','),
    );
    expect(faults, log).toEqual([]);
    expect(missing).toBe(0);
    expect(code).toBe(0);
  },
);

test('detects a member that starts a partition without its state', { timeout: 120_000 }, async () => {
  const { code, faults } = await chaos('--form', 'state-mutant', '--seed', '2', '--brokers', inject('kafka').join(','));
  expect(faults).toContainEqual(expect.stringContaining('should be counted'));
  expect(code).toBe(1);
});
