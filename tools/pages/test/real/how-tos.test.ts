import { expect, inject, test } from 'vitest';
import { onServers } from '../../src/on-servers.ts';
import { openProject } from '../../src/open-project.ts';
import { howTos, modules } from '../../src/pages.ts';
import { runPage } from '../../src/run-page.ts';

const pages = howTos().filter(({ needsServers }) => needsServers);

test.each(pages)('with real servers, $path prints the output that it shows', async ({ steps }) => {
  const servers = { kafka: inject('kafka'), elasticsearch: inject('elasticsearch9') };
  const { folder, remove } = await openProject(modules);
  try {
    const project = { folder, ...onServers(servers, `-${Date.now().toString(36)}`) };
    expect(await runPage(steps, project)).toEqual([]);
  } finally {
    await remove();
  }
});
