import { Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import * as stream from '../src/index.ts';
import * as internal from '../src/internal/index.ts';
import { wait } from '../src/internal/rxjs/index.ts';

const sink = stream.settle<number>();
const aggregate = stream.count();

/** One call of each function with options; the argument adds a misspelt one. */
const calls: Record<string, (misspelt: object) => unknown> = {
  batch: (misspelt) => stream.batch({ maxBatch: 1, ...misspelt }),
  createFlow: (misspelt) => stream.createFlow({ start: async () => undefined }, misspelt),
  dedupe: (misspelt) => stream.dedupe(misspelt),
  deliver: (misspelt) => stream.deliver([1], misspelt),
  groupByKey: (misspelt) => stream.groupByKey((flow) => flow, misspelt),
  hopping: (misspelt) => stream.hopping({ interval: '1h', every: '30m', aggregate, ...misspelt }),
  indicator: (misspelt) => stream.indicator(() => new stream.Returns(), misspelt),
  joinAsOf: (misspelt) => stream.joinAsOf(new Observable() as stream.Flow<number>, misspelt),
  ohlc: (misspelt) => stream.ohlc({ interval: '1h', price: Number, ...misspelt }),
  rateLimit: (misspelt) => stream.rateLimit({ limit: 1, ...misspelt }),
  replay: (misspelt) => stream.replay({ speed: 1, ...misspelt }),
  onReject: (misspelt) => stream.deliver([1], { onReject: { deadLetter: async () => undefined, ...misspelt } }),
  RollingVolatility: (misspelt) => new stream.RollingVolatility({ window: 5, ...misspelt }),
  retryAfterMs: (misspelt) => internal.retryAfterMs('1', misspelt),
  run: (misspelt) => stream.run(stream.deliver([1]), sink, misspelt),
  scanByKey: (misspelt) =>
    stream.scanByKey((sum: number, value: number) => sum + value, { seed: () => 0, ...misspelt }),
  toMs: (misspelt) => internal.toMs(1, 'every', misspelt),
  toSink: (misspelt) => stream.toSink(async () => undefined, misspelt),
  toTimeLimit: (misspelt) => internal.toTimeLimit(1, 'timeout', misspelt),
  toWindows: (misspelt) => stream.toWindows('1d', misspelt),
  tumbling: (misspelt) => stream.tumbling({ interval: '1h', aggregate, ...misspelt }),
  Vwap: (misspelt) => new stream.Vwap(misspelt),
  wait: (misspelt) => wait(0, misspelt),
};

describe('a misspelt option is an error of', () => {
  test.each(Object.entries(calls))('%s', async (name, call) => {
    const caught: unknown = await new Promise((resolve) => resolve(call({ maxBatsh: 1 }))).catch(
      (error: unknown) => error,
    );
    expect(caught).toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(`${name} has no option maxBatsh`),
    });
    await call({});
  });

  test('run, when it gets a signal instead of options', async () => {
    await expect(stream.run(stream.deliver([1]), sink, new AbortController().signal as never)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
    });
  });
});

describe('missing options are an error of', () => {
  const none = undefined as never;
  const required: Record<string, () => unknown> = {
    batch: () => stream.batch(none),
    hopping: () => stream.hopping(none),
    ohlc: () => stream.ohlc(none),
    rateLimit: () => stream.rateLimit(none),
    replay: () => stream.replay(none),
    RollingVolatility: () => new stream.RollingVolatility(none),
    scanByKey: () => stream.scanByKey((sum: number) => sum, none),
    tumbling: () => stream.tumbling(none),
  };

  test.each(Object.entries(required))('%s', (name, call) => {
    expect(call).toThrow(
      expect.objectContaining({
        code: 'PENSTOCK_BAD_OPTION',
        message: `${name} expected an object of options; got undefined.`,
      }),
    );
  });
});

test.each(['dead', 'Skip', null, {}, { deadLetter: 'topic' }])('the rejection policy %j is refused', (onReject) => {
  expect(() => stream.deliver([1], { onReject: onReject as never })).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining('onReject') }),
  );
});

test("a state option other than 'volatile' is refused", () => {
  expect(() => stream.deliver([1], { state: 'Volatile' as never })).toThrow(
    "state must be 'volatile' or left out; got Volatile.",
  );
});
