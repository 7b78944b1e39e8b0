import type { Context } from '../context.ts';
import type { Prices } from '../prices/prices.ts';
import { findPrices } from '../prices/prices.ts';

/** Finds the prices that a command reads, and reports where they come from. */
export const pricesFor = async ({ args, signal, progress }: Context): Promise<Prices> => {
  const prices = await findPrices({
    csv: args.csv,
    cache: args.store,
    signal,
    onAsk: () => progress.line('Asking Yahoo for prices'),
  });
  progress.line(`Prices from ${prices.source}`);
  return prices;
};
