/** Runs at most `most` fits at the same time. Other fits wait in order. `end` stops all of them. */
export class Fits {
  readonly #most: number;
  readonly #end = new AbortController();
  readonly #aborts = new Set<AbortController>();
  #running = 0;
  #waiting: Array<() => void> = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Rejects with the reason of the abort if `abort` or `end` was called before the fit started. */
  async run<M>(fit: (signal: AbortSignal) => Promise<M>, abort: AbortController): Promise<M> {
    this.#end.signal.throwIfAborted();
    this.#aborts.add(abort);
    if (this.#running >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      abort.signal.throwIfAborted();
      return await fit(abort.signal);
    } finally {
      this.#aborts.delete(abort);
      // The next fit takes this one's place directly, so that a new fit cannot overtake the waiting ones.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  /** Aborts the running fits and cancels the waiting ones. */
  end(reason?: unknown): void {
    this.#end.abort(reason);
    for (const abort of this.#aborts) abort.abort(reason);
  }
}
