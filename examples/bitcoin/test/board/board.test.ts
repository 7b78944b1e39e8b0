import { expect, test } from 'vitest';
import { Board } from '../../src/board/board.ts';
import type { BoardEvent } from '../../src/board/event-hub.ts';
import { PipelineWatch } from '../../src/board/pipeline-watch.ts';
import type { StoredBoard } from '../../src/board/stored-board.ts';
import { stored } from './run-result.ts';

/** A board of a store that other programs write to, and the times at which it was read. */
const boardOf = () => {
  let now = 0;
  let held: StoredBoard | undefined = stored;
  const reads: number[] = [];
  const board = new Board({
    broker: null,
    store: 'elasticsearch',
    live: null,
    version: '1',
    watch: new PipelineWatch([]),
    now: () => now,
    async reload() {
      reads.push(now);
      if (held === undefined) throw new Error('no server');
      return held;
    },
  });
  return {
    board,
    reads,
    after: (ms: number) => void (now += ms),
    hold: (next: StoredBoard | undefined) => void (held = next),
  };
};
const listening = (board: Board): readonly BoardEvent[] => {
  const told: BoardEvent[] = [];
  board.events.subscribe((event) => told.push(event));
  return told;
};
const changed = (...parts: readonly string[]) => parts.map((what) => ({ name: 'changed', data: { what } }));

test('a request that reads the store again tells the page which parts changed', async () => {
  const { board, reads, after, hold } = boardOf();
  await board.fresh();
  const told = listening(board);
  hold({ ...stored, results: { ...stored.results, anomalies: [] } });
  after(4_999);
  await board.fresh();
  expect(told).toEqual([]);
  after(1);
  await board.fresh();
  expect(told).toEqual(changed('anomalies'));
  expect((await board.anomalies('1d'))!.rows).toEqual([]);
  expect(reads).toEqual([0, 5_000]);
});

test('a store that did not change keeps its answers and sends no event', async () => {
  const { board, after, hold } = boardOf();
  await board.fresh();
  const [told, years] = [listening(board), board.years];
  hold(structuredClone(stored));
  after(5_000);
  await board.fresh();
  expect(told).toEqual([]);
  expect(board.years).toBe(years);
});

test('an open page follows the store without a request, also after an outage', async () => {
  const { board, reads, after, hold } = boardOf();
  await board.tick();
  expect(reads).toEqual([]);
  const told = listening(board);
  await board.tick();
  expect(told).toEqual(changed('about', 'prices', 'anomalies', 'forecast'));
  hold(undefined);
  after(30_000);
  await board.tick();
  hold({ ...stored, documents: 9 });
  await board.tick();
  expect(told.slice(4)).toEqual(changed('about'));
  expect(reads).toEqual([0, 30_000, 30_000]);
});
