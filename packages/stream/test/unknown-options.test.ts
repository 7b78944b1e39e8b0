import { Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import * as stream from '../src/index.ts';

const sink = stream.settle<number>();
const aggregate = stream.count();

/** A call of each function with its options, to which a misspelt one is added. */
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
  RollingVolatility: (misspelt) => new stream.RollingVolatility({ window: 5, ...misspelt }),
  run: (misspelt) => stream.run(stream.deliver([1]), sink, misspelt),
  scanByKey: (misspelt) => stream.scanByKey((sum: number, value: number) => sum + value, { seed: () => 0, ...misspelt }),
  toSink: (misspelt) => stream.toSink(async () => undefined, misspelt),
  tumbling: (misspelt) => stream.tumbling({ interval: '1h', aggregate, ...misspelt }),
  Vwap: (misspelt) => new stream.Vwap(misspelt),
};

describe('a misspelt option is an error of', () => {
  test.each(Object.entries(calls))('%s', async (name, call) => {
    const caught: unknown = await new Promise((resolve) => resolve(call({ maxBatsh: 1 }))).catch((error: unknown) => error);
    expect(caught).toMatchObject({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(`${name} has no option maxBatsh`) });
    await call({});
  });

  test('run, where it gets a signal in the place of options', async () => {
    await expect(stream.run(stream.deliver([1]), sink, new AbortController().signal as never)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });
});
