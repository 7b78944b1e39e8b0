interface Turn {
  readonly bytes: number;
  readonly resolve: (share: number) => void;
}

/** The methods of a flow that {@link Turns} uses. */
interface CreditSource {
  credit(bytes?: number): number;
  ready(bytes?: number): Promise<boolean>;
}

/**
 * Shares credit in turn among the partitions that wait for it. Otherwise the partition that wakes first would take all
 * of it each time.
 */
export class Turns {
  readonly #source: CreditSource;
  #waiting: Turn[] = [];
  #asking = false;

  constructor(source: CreditSource) {
    this.#source = source;
  }

  /** Waits for a turn; resolves to the number of records that may be handed out in it, or to 0 after {@link wake}. */
  wait(bytes: number): Promise<number> {
    return new Promise((resolve) => {
      this.#waiting.push({ bytes, resolve });
      void this.#ask();
    });
  }

  /** Whether a partition waits for a turn. */
  get contended(): boolean {
    return this.#waiting.length > 0;
  }

  /** Ends all waits without a turn. */
  wake(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve(0);
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    for (let turn = this.#waiting[0]; turn; turn = this.#waiting[0]) {
      const granted = await this.#source.ready(turn.bytes);
      if (!granted) this.wake();
      // `wake` may have ended this wait meanwhile.
      if (this.#waiting[0] !== turn) continue;
      this.#waiting.shift();
      turn.resolve(Math.ceil(this.#source.credit(turn.bytes) / (this.#waiting.length + 1)));
      // Let the partition use its turn before the next one is given.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    this.#asking = false;
  }
}
