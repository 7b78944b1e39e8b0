const longestTurnMs = 10;

const nextTurn = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve));

/** Lets the event loop run at least every 10 ms during a training on the caller's thread. */
export class Turns {
  #started = performance.now();

  /** Whether the training has run for longer than 10 ms without a break. */
  get isOver(): boolean {
    return performance.now() - this.#started > longestTurnMs;
  }

  /** Lets the event loop run once. Rejects with the reason of an aborted `signal`. */
  async next(signal: AbortSignal | undefined): Promise<void> {
    await nextTurn();
    signal?.throwIfAborted();
    this.#started = performance.now();
  }
}
