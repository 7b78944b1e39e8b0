import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Board } from '../../page/board.ts';

let events: EventTarget;
let paths: string[];

beforeEach(() => {
  paths = [];
  vi.stubGlobal('EventSource', function () {
    events = new EventTarget();
    return events;
  });
  vi.stubGlobal('fetch', async (path: string) => {
    paths.push(path);
    return Response.json({ path });
  });
});
afterEach(() => vi.unstubAllGlobals());

const send = (type: string, data: unknown) =>
  events.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));

test('the pipeline counts as failed while the server does not answer, until its next event', async () => {
  const board = new Board();
  await board.start();
  events.dispatchEvent(new Event('error'));
  expect(board.pipeline.state).toMatchObject({ kind: 'failed', error: { code: 'NO_ANSWER' } });
  send('pipeline', { state: 'idle' });
  expect(board.pipeline.state).toEqual({ kind: 'ready', value: { state: 'idle' } });
});

test('everything that may have changed while the connection was lost is requested again', async () => {
  const board = new Board();
  await board.start();
  events.dispatchEvent(new Event('open'));
  paths = [];
  events.dispatchEvent(new Event('open'));
  expect(paths.toSorted()).toEqual(
    ['about', 'anomalies', 'evaluation', 'forecast', 'forecasters', 'prices', 'years'].map((name) => `api/${name}`),
  );
});
