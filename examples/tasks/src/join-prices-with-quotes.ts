import { deliver, joinAsOf, mapValue, run, tapValue, settle } from '@penstock/stream';

type Trade = { readonly symbol: string; readonly time: number; readonly price: number };
type Quote = { readonly symbol: string; readonly time: number; readonly bid: number; readonly ask: number };

const at = (seconds: number) => Date.UTC(2024, 0, 2, 9, 30, seconds);
const quotes: readonly Quote[] = [
  { symbol: 'BTC', time: at(0), bid: 99, ask: 101 },
  { symbol: 'BTC', time: at(10), bid: 104, ask: 106 },
  { symbol: 'BTC', time: at(20), bid: 108, ask: 110 },
];
const trades: readonly Trade[] = [
  { symbol: 'BTC', time: at(5), price: 101 },
  { symbol: 'BTC', time: at(12), price: 104 },
  { symbol: 'BTC', time: at(90), price: 109 },
];

await run(
  deliver(trades, { key: ({ symbol }) => symbol, time: ({ time }) => time }),
  joinAsOf(deliver(quotes, { topic: 'quotes', key: ({ symbol }) => symbol, time: ({ time }) => time }), {
    within: '30s',
  }),
  mapValue(({ value, other }) => ({ ...value, mid: other && (other.bid + other.ask) / 2 })),
  tapValue(({ time, price, mid }) => console.log(new Date(time).toISOString().slice(11, 19), price, mid ?? 'no quote')),
  settle(),
);
