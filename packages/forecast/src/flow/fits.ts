/** Runs at most so many fits at once, the others in the order in which they came, until it is ended. */
export class Fits {
  readonly #most: number;
  readonly #abort = new AbortController();
  #running = 0;
  #waiting: Array<() => void> = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Rejects with the abort's reason for a fit that was still to begin when all were ended. */
  async run<M>(fit: (signal: AbortSignal) => Promise<M>): Promise<M> {
    const { signal } = this.#abort;
    if (this.#running >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      signal.throwIfAborted();
      return await fit(signal);
    } finally {
      // The next one takes the place over, so that no other can come between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  /** Ends the fits that run, and those that wait. */
  end(reason?: unknown): void {
    this.#abort.abort(reason);
  }
}
