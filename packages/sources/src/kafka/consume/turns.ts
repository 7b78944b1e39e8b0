interface Turn {
  readonly bytes: number;
  readonly resolve: (share: number) => void;
}

/** What {@link Turns} needs of a flow. */
interface CreditSource {
  credit(bytes?: number): number;
  ready(bytes?: number): Promise<boolean>;
}

/**
 * Shares credit among the partitions that wait for it, in turn: whoever is woken first would otherwise take it all,
 * again and again.
 */
export class Turns {
  readonly #source: CreditSource;
  #waiting: Turn[] = [];
  #asking = false;

  constructor(source: CreditSource) {
    this.#source = source;
  }

  /** Waits for a turn; resolves with how many records may go in it, or with 0 after {@link wake}. */
  wait(bytes: number): Promise<number> {
    return new Promise((resolve) => {
      this.#waiting.push({ bytes, resolve });
      void this.#ask();
    });
  }

  /** True while somebody waits. */
  get contended(): boolean {
    return this.#waiting.length > 0;
  }

  /** Sends everybody away without a turn. */
  wake(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve(0);
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    for (let turn = this.#waiting[0]; turn; turn = this.#waiting[0]) {
      const granted = await this.#source.ready(turn.bytes);
      if (!granted) this.wake();
      // Somebody may have been sent away meanwhile.
      if (this.#waiting[0] !== turn) continue;
      this.#waiting.shift();
      turn.resolve(Math.ceil(this.#source.credit(turn.bytes) / (this.#waiting.length + 1)));
      // The turn is taken before the next is given.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    this.#asking = false;
  }
}
