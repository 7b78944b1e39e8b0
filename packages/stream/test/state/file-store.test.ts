import { mkdtemp, rm, writeFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliver, fileStore, type FlowOperator, type Lane, type PenstockError, run, toSink } from '../../src/index.ts';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'penstock-state-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Adds up what it has seen, in state that belongs to the commit. */
const runningSum = (): FlowOperator<number, number> => (flow) =>
  new Observable((out) => {
    const sums = new Map<Lane, number>();
    return flow.subscribe({
      next: (element) => {
        if (element.kind === 'barrier') {
          for (const { lane } of element.marks) {
            if (!sums.has(lane)) {
              if (element.reason === 'opened') lane.source.requireState('sum');
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
  test('is refused over a committing source without a store', async () => {
    const error = await run(deliver([1], { commit: async () => {} }), runningSum(), toSink(async () => {})).catch((thrown: unknown) => thrown);
    expect((error as PenstockError).code).toBe('PENSTOCK_STATE_STORE_REQUIRED');
  });

  test('continues a run that was cut off, from the committed position, with the same results', async () => {
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
      const flow = deliver(slowly(), { topic: 'n', from: committed, commitEvery: 1, stateStore: fileStore(directory), commit: async ({ offset }) => void (committed = offset) });
      await run(flow, runningSum(), toSink(
        async (batch) => {
          for (const { id, value } of batch) {
            if ((budget -= 1) === 0) throw new Error('crash');
            const before = results.get(id);
            if (before !== undefined) expect(value).toBe(before);
            results.set(id, value);
          }
        },
        { maxBatch: 1 },
      )).catch((error: PenstockError) => expect(error.code).toBe('PENSTOCK_SINK_FAILED'));
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

  test('drops what is older than the committed position and keeps what is newer', async () => {
    const store = fileStore(directory);
    for (const offset of [1, 2, 3]) await store.save({ topic: 'n', partition: 0, offset }, new Map([['sum', offset]]));
    await store.prune({ topic: 'n', partition: 0, offset: 2 });
    expect(await store.load({ topic: 'n', partition: 0, offset: 1 })).toBeUndefined();
    expect(await store.load({ topic: 'n', partition: 0, offset: 2 })).toEqual(new Map([['sum', 2]]));
    expect(await store.load({ topic: 'n', partition: 0, offset: 3 })).toEqual(new Map([['sum', 3]]));
  });
});
