import {
  count,
  dedupe,
  deliver,
  groupByKey,
  hopping,
  indicator,
  mean,
  ohlc,
  RollingVolatility,
  run,
  scanByKey,
  stddev,
  sum,
  toSink,
  tumbling,
} from '../../../src/index.ts';
import type { Flow, FlowOperator, StateStore } from '../../../src/index.ts';

/** A trade of the pipelines whose states are kept as files. */
interface Trade {
  readonly id: string;
  readonly symbol: string;
  readonly price: number;
  readonly time: number;
}

const tradeOf = (n: number): Trade => ({
  // Every seventh trade repeats the one before.
  id: `t${n % 7 === 0 && n > 0 ? n - 1 : n}`,
  symbol: ['BTC', 'ETH', '\0odd'][n % 3]!,
  price: 100 + ((n * 37) % 50),
  time: Date.UTC(2026, 0, 1) + n * 7_000,
});

export const trades: readonly Trade[] = Array.from({ length: 60 }, (_, n) => tradeOf(n));
/** The offset at which the first run ends; its state stays in the store. */
export const cut = 37;

const price = (trade: Trade): number => trade.price;
const key = (trade: Trade): string => trade.symbol;
const difference = () => {
  const inputs: number[] = [];
  return {
    add: (input: number) => void inputs.push(input),
    get isStable() {
      return inputs.length >= 3;
    },
    getResult: () => (inputs.length < 3 ? null : inputs.at(-1)! - inputs.at(-3)!),
  };
};

/** One pipeline for each kind of state that the operators store. */
export const pipelines: Readonly<Record<string, FlowOperator<Trade, unknown>>> = {
  tumbling: tumbling({ interval: '1m', lateness: '10s', key, aggregate: { n: count(), dev: stddev(price) } }),
  hopping: hopping({ interval: '2m', every: '30s', key, aggregate: { mean: mean(price), sum: sum(price) } }),
  ohlc: ohlc({ interval: '1m', key, price, volume: () => 1, gaps: 'carry' }),
  dedupe: dedupe({ by: ({ id }) => id }),
  scanByKey: scanByKey((total: number, trade: Trade) => total + trade.price, { key, seed: () => 0 }),
  ownSnapshot: indicator(() => new RollingVolatility({ window: 4 }), { key, input: price, name: 'volatility' }),
  inputs: indicator(difference, { key, input: price, name: 'difference', history: 3 }),
  groupByKey: groupByKey(
    (flow: Flow<Trade>) =>
      flow.pipe(scanByKey((n: number, _trade: Trade) => n + 1, { key, seed: () => 0, name: 'inner' })),
    { key },
  ),
};

/** Runs a pipeline over the trades from an offset, to `cut` or to their end. Returns the results in order. */
export const results = async (
  name: string,
  store: StateStore,
  from: number,
  until: 'cut' | 'end',
): Promise<unknown[]> => {
  const stopping = new AbortController();
  async function* source() {
    // The flow itself skips the trades before `from`.
    yield* trades.slice(0, until === 'cut' ? cut : undefined);
    if (until === 'end') return;
    stopping.abort();
    await new Promise(() => undefined);
  }
  const got: unknown[] = [];
  const flow = deliver(source(), {
    topic: 'trades',
    from,
    time: ({ time }) => time,
    stateStore: store,
    commit: async () => {},
  });
  const sink = toSink<unknown>(async (batch) => void got.push(...batch.map(({ value }) => value)));
  await run(flow, pipelines[name]!, sink, { signal: stopping.signal });
  return JSON.parse(JSON.stringify(got)) as unknown[];
};
