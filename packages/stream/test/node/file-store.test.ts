import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliver, run, toSink } from '../../src/index.ts';
import type { FlowOperator, Lane, PenstockError } from '../../src/index.ts';
import { fileStore } from '../../src/node/index.ts';
import { keyedChanges } from '../../src/state/keyed-changes.ts';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'penstock-state-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Adds up the values, in operator state. */
const runningSum = (): FlowOperator<number, number> => (flow) =>
  new Observable((out) => {
    const sums = new Map<Lane, number>();
    return flow.subscribe({
      next: (element) => {
        if (element.kind === 'barrier') {
          for (const { lane } of element.marks) {
            if (!sums.has(lane)) {
              if (element.reason === 'opened') lane.context.requireState('sum');
              sums.set(lane, (lane.restored('sum') as number | undefined) ?? 0);
            }
            element.save('sum', lane, sums.get(lane));
          }
          out.next(element);
        } else {
          const sum = sums.get(element.lane)! + element.value;
          sums.set(element.lane, sum);
          out.next(element.withValue(sum));
        }
      },
      error: (error: unknown) => out.error(error),
      complete: () => out.complete(),
    });
  });

describe('operator state', () => {
  test('needs a store when the source commits', async () => {
    const error = await run(
      deliver([1], { commit: async () => {} }),
      runningSum(),
      toSink(async () => {}),
    ).catch((thrown: unknown) => thrown);
    expect((error as PenstockError).code).toBe('PENSTOCK_STATE_STORE_REQUIRED');
  });

  test('continues an interrupted run from the committed position, with the same results', async () => {
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    const results = new Map<string, number>();
    let committed = 0;
    for (let attempt = 0; attempt < 500 && committed < 100; attempt += 1) {
      let budget = 30;
      async function* slowly() {
        for (const n of numbers) {
          if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
          yield n;
        }
      }
      const flow = deliver(slowly(), {
        topic: 'n',
        from: committed,
        commitEvery: 1,
        stateStore: fileStore(directory),
        commit: async ({ offset }) => void (committed = offset),
      });
      await run(
        flow,
        runningSum(),
        toSink(
          async (batch) => {
            for (const { id, value } of batch) {
              if ((budget -= 1) === 0) throw new Error('crash');
              const before = results.get(id);
              if (before !== undefined) expect(value).toBe(before);
              results.set(id, value);
            }
          },
          { maxBatch: 1 },
        ),
      ).catch((error: PenstockError) => expect(error.code).toBe('PENSTOCK_SINK_FAILED'));
    }
    expect(committed).toBe(100);
    expect(results.size).toBe(100);
    expect(results.get('n-0-99')).toBe(4_950);
  });

  test('names a state file that does not match its checksum', async () => {
    const store = fileStore(directory);
    const position = { topic: 'n', partition: 0, offset: 7 };
    await store.save(position, new Map([['sum', 1]]));
    expect(await store.load(position)).toEqual(new Map([['sum', 1]]));
    const [file] = await readdir(directory);
    await writeFile(join(directory, file!), 'cut short');
    await expect(store.load(position)).rejects.toMatchObject({ code: 'PENSTOCK_STATE_CORRUPT' });
  });

  test('drops states older than the committed position and keeps newer ones', async () => {
    const store = fileStore(directory);
    for (const offset of [1, 2, 3]) await store.save({ topic: 'n', partition: 0, offset }, new Map([['sum', offset]]));
    await store.prune({ topic: 'n', partition: 0, offset: 2 });
    expect(await store.load({ topic: 'n', partition: 0, offset: 1 })).toBeUndefined();
    expect(await store.load({ topic: 'n', partition: 0, offset: 2 })).toEqual(new Map([['sum', 2]]));
    expect(await store.load({ topic: 'n', partition: 0, offset: 3 })).toEqual(new Map([['sum', 3]]));
  });

  const changes = (key: string, value: unknown) => new Map([['keys', keyedChanges(new Map([[key, value]]), [])]]);
  const at = (offset: number) => ({ topic: 'n', partition: 0, offset });

  test('keeps the states that later changes need until there is a whole state', async () => {
    const store = fileStore(directory);
    await store.save(at(1), new Map([['keys', new Map([['a', 1]])]]));
    await store.save(at(2), changes('b', 2), 1);
    await store.save(at(3), changes('a', 3), 2);
    await store.prune(at(3));
    expect(await readdir(directory)).toHaveLength(3);
    // Loads as another process would.
    expect(await fileStore(directory).load(at(3))).toEqual(
      new Map([
        [
          'keys',
          new Map([
            ['a', 3],
            ['b', 2],
          ]),
        ],
      ]),
    );
    await store.save(at(4), new Map([['keys', new Map([['c', 4]])]]), 3);
    await store.prune(at(4));
    expect(await readdir(directory)).toHaveLength(1);
    expect(await fileStore(directory).load(at(4))).toEqual(new Map([['keys', new Map([['c', 4]])]]));
  });

  test('names a missing file that later changes need', async () => {
    const store = fileStore(directory);
    await store.save(at(1), new Map([['keys', new Map([['a', 1]])]]));
    const [file] = await readdir(directory);
    await store.save(at(2), changes('b', 2), 1);
    await rm(join(directory, file!));
    await expect(fileStore(directory).load(at(2))).rejects.toMatchObject({
      code: 'PENSTOCK_STATE_CORRUPT',
      message: expect.stringContaining(file!),
    });
  });

  test('finds the earlier state after a crash during a write', async () => {
    const store = fileStore(directory);
    await store.save(at(1), new Map([['sum', 1]]));
    const [file] = await readdir(directory);
    await writeFile(join(directory, `${file!}.4711.tmp`), 'half');
    expect(await fileStore(directory).load(at(1))).toEqual(new Map([['sum', 1]]));
    expect(await readdir(directory)).toEqual([file]);
  });

  test('adds changes to a state that is stored at the same position', async () => {
    const store = fileStore(directory);
    await store.save(at(1), new Map([['keys', new Map([['a', 1]])]]));
    await store.save(at(1), changes('b', 2), 1);
    expect(await fileStore(directory).load(at(1))).toEqual(
      new Map([
        [
          'keys',
          new Map([
            ['a', 1],
            ['b', 2],
          ]),
        ],
      ]),
    );
  });

  test(
    'is the old or the new state, whole, after the process is killed during a write',
    { timeout: 30_000 },
    async () => {
      for (const after of [3, 11, 24, 37]) {
        const folder = join(directory, String(after));
        const told = await killedWriter(folder, after);
        const store = fileStore(folder);
        const last = Math.max(0, ...told);
        // The last reported state is whole, with everything that it needs. Or the next one is: its save may have pruned
        // the last one, in part or in full, before the process could report it.
        const begun = await store.load(at(last + 1));
        const [offset, state] = begun ? [last + 1, begun] : [last, last > 0 ? await store.load(at(last)) : undefined];
        if (offset > 0) expect((state!.get('keys') as Map<string, number>).size).toBe(Math.min(offset, 50));
      }
    },
  );
});

/** Runs a process that writes one state after the other, reports each stored one, and is killed. */
const killedWriter = (folder: string, after: number): Promise<number[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer, folder], {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (out === '') setTimeout(() => child.kill('SIGKILL'), after);
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
    child.once('error', reject).once('close', () => {
      if (errors) reject(new Error(errors));
      else resolve(out.split('\n').filter(Boolean).map(Number));
    });
  });

const writer = `
  import { writeSync } from 'node:fs';
  import { fileStore } from '@penstock/stream/node';
  const store = fileStore(process.argv[1]);
  const all = new Map();
  writeSync(1, '0\\n');
  for (let offset = 1; ; offset += 1) {
    const position = { topic: 'n', partition: 0, offset };
    all.set('k' + (offset % 50), offset);
    const whole = offset % 20 === 1;
    const changed = new Map([['k' + (offset % 50), offset]]);
    const snapshot = whole ? new Map(all) : { kind: 'penstock/keyed-changes', changed, removed: [] };
    await store.save(position, new Map([['keys', snapshot]]), whole ? undefined : offset - 1);
    await store.prune(position);
    writeSync(1, offset + '\\n');
  }
`;
