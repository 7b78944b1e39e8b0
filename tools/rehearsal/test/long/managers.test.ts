import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { entriesOf } from '../../src/entries.ts';
import { createProject } from '../../src/project.ts';
import { loadEntries, runReadmes } from '../../src/try-out.ts';

describe.each(['npm', 'yarn', 'yarn-pnp'] as const)('%s', (manager) => {
  let project: string;
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), `penstock-${manager}-`));
    await createProject(project, inject('registry'), manager);
  });
  afterAll(() => rm(project, { recursive: true, force: true }));

  test('installs packages whose entries can be imported and required', async () => {
    const entries = await entriesOf(inject('released'));
    for (const [entry, imported, required] of await loadEntries(project, manager, entries)) {
      expect(imported, entry).toBeGreaterThan(0);
      expect(required, entry).toBe(manager === 'yarn-pnp' ? -1 : imported);
    }
  });

  test('runs the examples of the READMEs', async () => {
    const { stream, sources, forecast } = await runReadmes(project, manager);
    expect(stream).toContain('3 2');
    expect(sources!.trim().split('\n')).toHaveLength(3);
    expect(forecast).toContain('Float64Array(7)');
  });
});
