/**
 * Vitest's global set-up of the project `rehearsal`: a registry on 127.0.0.1, to which it publishes a copy of the
 * workspace in the way of a release. A test gets the address of the registry by `inject('registry')`, the folder of the
 * copy by `inject('released')`, and a project in which pnpm has installed the packages by `inject('installed')`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createProject } from './project.ts';
import { publish, version } from './publish.ts';
import { startRegistry } from './registry.ts';
import { copyWorkspace } from './workspace.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    registry: string;
    released: string;
    installed: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'penstock-rehearsal-'));
  let close = async (): Promise<void> => undefined;
  const stop = async (): Promise<void> => {
    await close();
    await rm(home, { recursive: true, force: true });
  };
  try {
    const [copy, storage] = [join(home, 'workspace'), join(home, 'registry')];
    await Promise.all([mkdir(copy), mkdir(storage)]);
    const registry = await startRegistry(storage);
    close = () => registry.close();
    await copyWorkspace(copy);
    await version(copy);
    await publish(copy, registry);
    project.provide('registry', registry.url);
    project.provide('released', copy);
    project.provide('installed', await createProject(join(home, 'user'), registry.url, 'pnpm'));
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
