import type { CcxtTrade } from './ccxt-exchange.ts';

/**
 * Stands in the place of ccxt's cache of the trades of a symbol, which keeps 1,000 and drops what nobody has read yet.
 * It keeps none and passes each on as the handler of the message appends it.
 */
export class TradeTap extends Array<CcxtTrade> {
  readonly #onTrade: (trade: CcxtTrade) => void;

  constructor(onTrade: (trade: CcxtTrade) => void) {
    super();
    this.#onTrade = onTrade;
  }

  // A filter or slice of it is a plain array.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  append(trade: CcxtTrade): void {
    this.#onTrade(trade);
  }

  /** How many new ones a reader of the cache gets. */
  getLimit(): number {
    return 0;
  }
}
