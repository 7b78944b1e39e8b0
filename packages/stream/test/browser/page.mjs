// The functions that the browser test calls in the page. Each bundler builds this file with the published package.
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
import { checkOptions } from '@penstock/stream/internal';

globalThis.page = {
  /** Sums doubled numbers in windows of one second, with enough numbers for several turns of the event loop. */
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

  /** Returns the error of a misspelt option. It uses the sub-paths of the package. */
  mistake() {
    try {
      checkOptions({ maxBatsh: 1 }, { maxBatch: true }, 'toSink');
      return undefined;
    } catch (error) {
      return { isPenstockError: error instanceof PenstockError, code: error.code };
    }
  },

  /** Uses other exports of the package, so that the bundler includes them. */
  others: [createFlow, hopping, indicator, mean, ohlc, Vwap].map((part) => typeof part),
};
