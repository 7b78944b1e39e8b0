/** A trade of the loopback exchange. */
export interface LoopbackTrade {
  /** The id, which rises by one. */
  readonly id: number;
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  readonly price: number;
  readonly size: number;
  readonly side: 'buy' | 'sell';
}

/** The trades of a symbol. */
export class LoopbackMarket {
  readonly trades: LoopbackTrade[] = [];
  #time: number;

  constructor(start: number) {
    this.#time = start;
  }

  /** Makes trades a given number of milliseconds apart. The same calls make the same trades. */
  trade(count: number, apart: number): readonly LoopbackTrade[] {
    const made = Array.from({ length: count }, () => {
      const id = 1_000 + this.trades.length;
      this.#time += apart;
      const trade: LoopbackTrade = {
        id,
        time: this.#time,
        price: 30_000 + ((id * 7_919) % 1_001),
        size: (1 + ((id * 31) % 97)) / 100,
        side: id % 3 === 0 ? 'sell' : 'buy',
      };
      this.trades.push(trade);
      return trade;
    });
    return made;
  }
}
