import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { deliver, run, settle } from '../src/index.ts';

const failing = async function* () {
  yield 1;
  throw new Error('no more');
};

test.each([
  ['resolves', () => deliver([1, 2, 3])],
  ['rejects', () => deliver(failing())],
])('removes its listener from the signal when it %s', async (_end, flow) => {
  const { signal } = new AbortController();
  await run(flow(), settle(), { signal }).catch(() => undefined);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
