import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServerProcess } from '../../src/process/server-process.ts';
import type { ServerCommand } from '../../src/process/server-process.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-process-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shell = (name: string, script: string, more: Partial<ServerCommand> = {}): ServerCommand => ({
  name,
  command: '/bin/sh',
  args: ['-c', script],
  log: join(folder, `${name}.log`),
  isUp: (logged) => logged.includes('up'),
  timeout: 10_000,
  ...more,
});

test('a server that ends while it starts is an error with its log', async () => {
  const server = new ServerProcess(shell('ends', 'echo no such heap >&2; exit 3'));
  await expect(server.start()).rejects.toMatchObject({
    code: 'PENSTOCK_SERVER_FAILED',
    message:
      `ends ended with exit code 3 before it was up; its log is ${join(folder, 'ends.log')} and ends with:\nno such ` +
      'heap',
  });
});

test('a command that does not exist is an error that names it', async () => {
  const server = new ServerProcess(shell('absent', '', { command: '/nowhere/bin/java' }));
  await expect(server.start()).rejects.toThrow(/absent ended with exit code 127[^]*\/nowhere\/bin\/java/);
});

test('a server that is never up is killed, with an error', async () => {
  const server = new ServerProcess(shell('silent', 'echo $$; exec sleep 60', { timeout: 300 }));
  const error = await server.start().then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  expect(error?.message).toMatch(/^silent was not up after 0.3 s/);
  const pid = Number(error?.message.split('\n').at(-1));
  expect(pid).toBeGreaterThan(1);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

test('an abort ends a server that is starting', async () => {
  const server = new ServerProcess(shell('slow', 'exec sleep 60'));
  const ending = new AbortController();
  const starting = server.start(ending.signal);
  ending.abort(new Error('enough'));
  await expect(starting).rejects.toThrow('enough');
});

test('a killed server is up again only when it logs that again', async () => {
  const flag = join(folder, 'flag');
  const server = new ServerProcess(shell('twice', `[ -e ${flag} ] && exit 5; : > ${flag}; echo up; exec sleep 60`));
  await server.start();
  await expect(server.start()).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  await server.kill();
  await expect(server.start()).rejects.toThrow(/exit code 5/);
});
