import { expect, test } from 'vitest';
import { deliver, run, settle } from '../../src/index.ts';

test('stops a source that stalls when the abort comes between two of its values', async () => {
  // `deliver` gives the event loop a turn before it asks for the last of these values.
  const beforeTurn = 4_095;
  const stop = new AbortController();
  const source = async function* () {
    for (let n = 1; n < beforeTurn; n += 1) yield n;
    setImmediate(() => stop.abort());
    yield beforeTurn;
    await new Promise(() => {});
  };
  expect(await run(deliver(source()), settle(), { signal: stop.signal })).toMatchObject({ written: beforeTurn });
});
