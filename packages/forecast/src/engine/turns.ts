const longestTurnMs = 10;

const nextTurn = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve));

/** Lets a training on the caller's thread give the event loop a turn every 10 ms. */
export class Turns {
  #started = performance.now();

  /** Whether the training has computed for longer than one turn may last. */
  get isOver(): boolean {
    return performance.now() - this.#started > longestTurnMs;
  }

  /** Resolves after the event loop had a turn; rejects with the reason of an aborted `signal`. */
  async next(signal: AbortSignal | undefined): Promise<void> {
    await nextTurn();
    signal?.throwIfAborted();
    this.#started = performance.now();
  }
}
