import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { Batcher } from '../../src/internal/rxjs/index.ts';
import type { BatchWrites } from '../../src/internal/rxjs/index.ts';
import { Entries } from '../../src/sink/index.ts';
import type { Batch } from '../../src/sink/index.ts';

type Write = Batch<string, Entries<string>>;

/** A batcher of letters. The test ends its writes; `written` shows each write as one word. */
const letters = (
  options: { maxBatch?: number; maxBytes?: number; maxAge?: number; limit?: number },
  writes: Partial<BatchWrites<string, string, Entries<string>>> = {},
) => {
  const { maxBatch = 3, maxBytes = Infinity, maxAge = 10, limit = 1 } = options;
  const scheduler = new VirtualTimeScheduler();
  scheduler.maxFrames = 0;
  const concurrency = { limit };
  const written: string[] = [];
  const open: Array<{ readonly batch: Write; end(): Promise<void> }> = [];
  const batcher = new Batcher<string, string, Entries<string>>(
    { maxBatch, maxBytes, maxAge, concurrency, scheduler },
    {
      newPayload: () => new Entries((letter) => letter.length),
      write: (batch) =>
        new Promise((resolve) => {
          written.push(batch.payload.list.join(''));
          const end = async () => {
            open.splice(0, 1);
            for (const at of batch.members.keys()) batcher.leave(batch, at);
            resolve();
            await Promise.resolve();
            await Promise.resolve();
          };
          open.push({ batch, end });
        }),
      ...writes,
    },
  );
  const pass = (ms: number) => {
    scheduler.maxFrames += ms;
    scheduler.flush();
  };
  const add = (...all: string[]) => {
    for (const letter of all) batcher.add(letter, letter);
  };
  return { batcher, written, open, concurrency, pass, add };
};

describe('Batcher', () => {
  test('respects maxBytes when a write drops its member and the next member of the key is added', () => {
    const batches: string[] = [];
    const { batcher, add } = letters(
      { maxBytes: 4, limit: 3 },
      {
        keyOf: (letter) => letter[0]!,
        write: async (batch) => {
          batches.push(batch.payload.list.join(' '));
          for (const at of batch.members.keys()) batcher.leave(batch, at);
        },
      },
    );
    add('a-1', 'a-2', 'b1');
    batcher.flush();
    expect(batches).toEqual(['a-1', 'a-2', 'b1']);
  });

  test('counts the age of a member from its arrival, also after it has waited for its key', async () => {
    const { batcher, add, open, pass, written } = letters({ limit: 2 }, { keyOf: (letter) => letter[0]! });
    add('a1', 'b1', 'c1');
    batcher.add('a2', 'a2', -9);
    add('d1');
    // a2 arrived 9 ms ago, and joins the batch of d1, which arrived just now.
    await open[0]!.end();
    expect(written).toEqual(['a1b1c1']);
    pass(1);
    expect(written).toEqual(['a1b1c1', 'd1a2']);
  });

  test('writes a full batch immediately', () => {
    const { add, written } = letters({});
    add('a', 'b', 'c', 'd');
    expect(written).toEqual(['abc']);
  });

  test('writes a short batch when its oldest member has waited maxAge', () => {
    const { add, pass, written } = letters({});
    add('a');
    pass(6);
    add('b');
    pass(3);
    expect(written).toEqual([]);
    pass(1);
    expect(written).toEqual(['ab']);
  });

  test('counts the age of members that arrive during a write from their arrival', async () => {
    const { add, pass, written, open } = letters({});
    add('a', 'b', 'c', 'd');
    pass(9);
    await open[0]!.end();
    expect(written).toEqual(['abc']);
    pass(1);
    expect(written).toEqual(['abc', 'd']);
  });

  test('never exceeds maxBytes, except for a single larger member', async () => {
    const { add, written, open, batcher } = letters({ maxBytes: 4, maxBatch: 9, limit: 9 });
    add('ab', 'c', 'de', 'toolong', 'f');
    batcher.flush();
    expect(written).toEqual(['abc', 'de', 'toolong', 'f']);
    await open[0]!.end();
  });

  test('keeps the members of a key in order, one write at a time, and keeps their age', async () => {
    const { add, pass, written, open } = letters({ maxBatch: 2, limit: 9 }, { keyOf: (letter) => letter.slice(0, 1) });
    add('a1', 'a2', 'b1', 'a3', 'c1');
    expect(written).toEqual(['a1b1']);
    pass(10);
    expect(written).toEqual(['a1b1', 'c1']);
    await open[0]!.end();
    pass(0);
    expect(written).toEqual(['a1b1', 'c1', 'a2']);
    await open[1]!.end();
    pass(0);
    expect(written.at(-1)).toBe('a3');
  });

  test('runs as many writes as the limit allows at that moment', async () => {
    const { add, written, open, concurrency } = letters({ maxBatch: 1, limit: 2 });
    add('a', 'b', 'c', 'd', 'e');
    expect(written).toEqual(['a', 'b']);
    concurrency.limit = 3;
    await open[0]!.end();
    expect(written).toEqual(['a', 'b', 'c', 'd']);
    concurrency.limit = 1;
    await open[0]!.end();
    await open[0]!.end();
    expect(written).toEqual(['a', 'b', 'c', 'd']);
    await open[0]!.end();
    expect(written.at(-1)).toBe('e');
  });

  test('gives each queue its own batches and its own writes', () => {
    const { add, written, batcher } = letters({ maxBatch: 2 }, { queueOf: (letter) => letter.slice(0, 1) });
    add('a1', 'b1', 'a2', 'a3', 'b2', 'a4');
    batcher.flush();
    expect(written).toEqual(['a1a2', 'b1b2']);
  });

  test('drains all queues, including members that wait for their key', async () => {
    const { add, batcher, open, written } = letters(
      { maxAge: Infinity },
      { keyOf: (letter) => letter.slice(0, 1), queueOf: (letter) => letter.slice(1) },
    );
    let drained = 0;
    add('a1', 'a2');
    batcher.drain(() => (drained += 1));
    await open[0]!.end();
    expect([written, drained]).toEqual([['a1', 'a2'], 0]);
    await open[0]!.end();
    expect(drained).toBe(1);
    add('b1');
    expect(written).toEqual(['a1', 'a2']);
  });

  test('writes nothing after it is cleared', async () => {
    const { add, batcher, open, written, pass } = letters({});
    add('a', 'b', 'c', 'd', 'e', 'f', 'g');
    batcher.clear();
    await open[0]!.end();
    pass(100);
    expect(written).toEqual(['abc']);
  });
});
