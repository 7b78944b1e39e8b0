import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Snapshots, StateStore } from '../../src/index.ts';
import { fileStore } from '../../src/node/index.ts';
import { versionedStates } from '../../src/state/versioned-states.ts';
import { cut, pipelines, results, trades } from './stored/pipelines.ts';

/** Results and state files that the last release without format versions wrote up to `cut` (commit 0b93be5). */
const unversioned = JSON.parse(await readFile(join(import.meta.dirname, 'stored/unversioned.json'), 'utf8')) as Record<
  string,
  { readonly before: readonly unknown[]; readonly files: Record<string, string> }
>;

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'penstock-format-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

const inOrder = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value)).toSorted();

const inMemory = (): StateStore & { readonly held: Map<number, Snapshots> } => {
  const held = new Map<number, Snapshots>();
  return {
    held,
    load: async ({ offset }) => held.get(offset),
    save: async ({ offset }, snapshots) => void held.set(offset, snapshots),
    prune: async () => {},
  };
};
const at = (offset: number) => ({ topic: 'trades', partition: 0, offset });

describe('state that was stored without a format version', () => {
  test.each(Object.keys(pipelines))('is read by %s, which continues with the same results', async (name) => {
    const whole = await results(name, inMemory(), 0, 'end');
    const { before, files } = unversioned[name]!;
    for (const [file, text] of Object.entries(files))
      await writeFile(join(directory, file), Buffer.from(text, 'base64'));
    const after = await results(name, fileStore(directory), cut, 'end');
    // Windows of several keys that close together may be emitted in another order after a restart.
    expect(inOrder([...before, ...after])).toEqual(inOrder(whole));
    expect((await fileStore(directory).load(at(trades.length)))?.get('penstock-format')).toBe(1);
  });
});

describe('a format version', () => {
  test('is stored with the states in any store, and operators do not see it', async () => {
    const store = inMemory();
    const versioned = versionedStates(store);
    await versioned.save(at(7), new Map([['sum', 1]]));
    expect(store.held.get(7)).toEqual(
      new Map([
        ['sum', 1],
        ['penstock-format', 1],
      ] as const),
    );
    expect(await versioned.load(at(7))).toEqual(new Map([['sum', 1]]));
    expect(await versioned.load(at(8))).toBeUndefined();
  });

  test('that is unknown is an error that names both versions and says what to do', async () => {
    const store = inMemory();
    store.held.set(7, new Map([['penstock-format', 2]]));
    await expect(versionedStates(store).load(at(7))).rejects.toMatchObject({
      code: 'PENSTOCK_FORMAT_UNSUPPORTED',
      message: expect.stringMatching(/format version 1 of the state of trades-0 at offset 7; got 2\. Run the version/),
    });
  });

  test('of a blob that is unknown is an error too', async () => {
    const store = fileStore(directory);
    await store.save(at(7), new Map([['sum', 1]]));
    const [name] = await readdir(directory);
    const path = join(directory, name!);
    const bytes = await readFile(path);
    expect(bytes.subarray(0, 9)).toEqual(Buffer.from('penstock\x01'));
    bytes[8] = 9;
    await writeFile(path, bytes);
    await expect(fileStore(directory).load(at(7))).rejects.toMatchObject({
      code: 'PENSTOCK_FORMAT_UNSUPPORTED',
      message: expect.stringMatching(/^Expected format version 1 of the state .*; got 9\. Run the version/),
    });
  });

  test('does not hide damage to the blob', async () => {
    const store = fileStore(directory);
    await store.save(at(7), new Map([['sum', 1]]));
    const [name] = await readdir(directory);
    const path = join(directory, name!);
    const whole = await readFile(path);
    for (const [position] of whole.entries()) {
      if (position === 8) continue;
      const damaged = Buffer.from(whole);
      damaged[position]! ^= 0x40;
      await writeFile(path, damaged);
      await expect(fileStore(directory).load(at(7))).rejects.toMatchObject({ code: 'PENSTOCK_STATE_CORRUPT' });
    }
  });
});
