// What the browser test runs in the page; each bundler builds it, over the package as it is published.
import {
  createFlow,
  deliver,
  hopping,
  indicator,
  mapValue,
  mean,
  ohlc,
  run,
  sum,
  toSink,
  tumbling,
  Vwap,
} from '@penstock/stream';
import { PenstockError } from '@penstock/stream/error';
import { checkOptions } from '@penstock/stream/options';

globalThis.page = {
  /** Sums of doubled numbers, in windows of a second: enough numbers for several turns of the event loop. */
  async sums() {
    const numbers = Array.from({ length: 10_000 }, (_, n) => n);
    const windows = [];
    const { received, written } = await run(
      deliver(numbers, { time: (n) => n }),
      mapValue((n) => 2 * n),
      tumbling({ interval: '1s', aggregate: sum((n) => n) }),
      toSink(async (batch) => void windows.push(...batch.map(({ value }) => [value.start, value.value]))),
    );
    return { received, written, windows };
  },

  /** What the sub-paths make of a wrong option. */
  mistake() {
    try {
      checkOptions({ maxBatsh: 1 }, { maxBatch: true }, 'toSink');
      return undefined;
    } catch (error) {
      return { isPenstockError: error instanceof PenstockError, code: error.code };
    }
  },

  /** Names the rest that a page may use, so that the bundler takes it in. */
  others: [createFlow, hopping, indicator, mean, ohlc, Vwap].map((part) => typeof part),
};
