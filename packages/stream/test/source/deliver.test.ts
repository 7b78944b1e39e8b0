import { expect, test } from 'vitest';
import { deliver, run, settle } from '../../src/index.ts';

test('stops a stalled source when the abort comes between two of its values', async () => {
  // `deliver` waits for one turn of the event loop before it reads the last of these values.
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

test.each([-1, 0.5, NaN])('refuses %d as from, and says what is expected', (from) => {
  expect(() => deliver([1, 2, 3], { from })).toThrow(
    expect.objectContaining({
      code: 'PENSTOCK_BAD_OPTION',
      message: `from must be a whole number of at least 0; got ${from}.`,
    }),
  );
});

test.each(['id', 'key', 'time', 'commit', 'onStats'])('refuses an option %s that is not a function', (option) => {
  expect(() => deliver([1, 2, 3], { [option]: 'day' })).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: `${option} must be a function; got day.` }),
  );
});
