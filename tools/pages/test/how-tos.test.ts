import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProject } from '../src/open-project.ts';
import { howTos, modules, root } from '../src/pages.ts';
import { runPage } from '../src/run-page.ts';

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe('a how-to prints the output that it shows', () => {
  const pages = howTos().filter(({ steps, needsServers }) => steps.length > 0 && !needsServers);
  test.each(pages)('$path', async ({ steps }) => {
    const { folder, remove } = await openProject(modules);
    // The port of the monitoring example may be in use on this machine.
    const port = String(await freePort());
    try {
      expect(await runPage(steps, { folder, change: (text) => text.replaceAll('9464', port) })).toEqual([]);
    } finally {
      await remove();
    }
  });
});

test('a page shows each program of examples/tasks', () => {
  const shown = howTos().flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'file' ? [step.name] : [])));
  expect(shown).toEqual(expect.arrayContaining(readdirSync(join(root, 'examples/tasks/src'))));
});
