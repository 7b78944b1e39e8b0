/** Runs at most `most` fits at once, and the others after them in the order in which they came, until `end`. */
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
      // The next one takes over the place, so that a fit that comes now cannot overtake it.
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
