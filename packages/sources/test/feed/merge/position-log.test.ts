import { expect, test } from 'vitest';
import { PositionLog } from '../../../src/feed/merge/position-log.ts';

const placed = (id: number, time = id) => ({ id: String(id), time });
const logOf = (order: 'consecutive' | 'rising') => {
  const log = new PositionLog(order, { offset: 0, since: 0, recent: [] });
  for (let id = 1; id <= 200; id += 1) log.add(placed(id));
  return log;
};
const idsAt = (log: PositionLog, offset: number) => log.at(offset).recent.map(({ id }) => Number(id));
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

test('a cursor has the last 64 entries before its offset, and only the last one with consecutive ids', () => {
  expect(idsAt(logOf('rising'), 150)).toEqual(upTo(87, 150));
  expect(idsAt(logOf('consecutive'), 150)).toEqual([150]);
});

test('a cursor after a commit includes entries from before the commit', () => {
  const log = logOf('rising');
  log.commit(log.at(150));
  expect(idsAt(log, 160)).toEqual(upTo(97, 160));
  expect(log.next).toBe(200);
});

test('a cursor is in the order of the feed, even with a late entry, and has all entries of its first instant', () => {
  const log = new PositionLog('rising', { offset: 0, since: 0, recent: [] });
  for (let id = 1; id <= 70; id += 1) if (id !== 60) log.add(placed(id, id <= 10 ? 10 : id));
  log.add(placed(60));
  expect(idsAt(log, 70)).toEqual(upTo(1, 70));
});
