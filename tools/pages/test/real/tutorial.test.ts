import { expect, inject, test } from 'vitest';
import { onServers } from '../../src/on-servers.ts';
import { openProject } from '../../src/open-project.ts';
import { modules, pageAt } from '../../src/pages.ts';
import { runPage } from '../../src/run-page.ts';

test('the three parts of the tutorial print the output that they show', async () => {
  const servers = { kafka: inject('kafka'), elasticsearch: inject('elasticsearch9') };
  const { folder, remove } = await openProject(modules);
  try {
    const project = { folder, ...onServers(servers, `-${Date.now().toString(36)}`) };
    // In order and in one folder, as a reader does them.
    for (const path of ['tutorial/index.md', 'tutorial/kafka.md', 'tutorial/processes.md'])
      expect({ path, differences: await runPage(pageAt(path).steps, project) }).toEqual({ path, differences: [] });
  } finally {
    await remove();
  }
}, 400_000);
