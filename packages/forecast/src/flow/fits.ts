/** Runs at most `most` fits at the same time. Other fits wait in order. `end` stops all of them. */
export class Fits {
  readonly #most: number;
  readonly #abort = new AbortController();
  #running = 0;
  #waiting: Array<() => void> = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Rejects with the reason passed to `end` if the fit had not started when `end` was called. */
  async run<M>(fit: (signal: AbortSignal) => Promise<M>): Promise<M> {
    const { signal } = this.#abort;
    if (this.#running >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      signal.throwIfAborted();
      return await fit(signal);
    } finally {
      // The next fit takes this one's place directly, so that a new fit cannot overtake the waiting ones.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  /** Aborts the running fits and cancels the waiting ones. */
  end(reason?: unknown): void {
    this.#abort.abort(reason);
  }
}
