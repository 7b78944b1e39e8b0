import { lstm, seriesOf } from '@penstock/forecast';
import { simulateMarket } from '@penstock/sources';

// Make 200 daily prices for each of five symbols.
const symbols = ['AAPL', 'AMZN', 'GOOG', 'META', 'MSFT'];
const series = await Promise.all(
  symbols.map(async (symbol, i) => {
    const prices = [];
    for await (const tick of simulateMarket({ seed: i + 1, symbol, interval: '1d', count: 200, volatility: 0.3 }))
      prices.push(tick);
    return seriesOf(prices, 'price');
  }),
);

// Train one network for all symbols. Each symbol is scaled by its own prices.
const fits = await lstm.fitMany(series, { global: true, window: 10, units: 8, epochs: 20, seed: 1 });

for (const [i, { model, error }] of fits.entries()) {
  if (error) console.log(symbols[i], error.code);
  else console.log(symbols[i], series[i]!.values.at(-1)!.toFixed(0), '->', model.forecast(1).mean[0]!.toFixed(0));
}
