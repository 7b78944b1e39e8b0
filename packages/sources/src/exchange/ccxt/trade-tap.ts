import type { CcxtTrade } from './ccxt-exchange.ts';

/**
 * Replaces ccxt's cache of the trades of a symbol, which keeps 1,000 trades and drops unread ones. This one keeps none;
 * it passes on each trade when ccxt's message handler appends it.
 */
export class TradeTap extends Array<CcxtTrade> {
  readonly #onTrade: (trade: CcxtTrade) => void;

  constructor(onTrade: (trade: CcxtTrade) => void) {
    super();
    this.#onTrade = onTrade;
  }

  // `filter` and `slice` return a plain array.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  append(trade: CcxtTrade): void {
    this.#onTrade(trade);
  }

  /** Returns how many new trades a reader of the cache gets. */
  getLimit(): number {
    return 0;
  }
}
