/** Aborts its signal when the time is over, or when another signal aborts. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  #timer: NodeJS.Timeout;

  constructor(ms: number, outer: AbortSignal) {
    this.#outer = outer;
    this.#timer = setTimeout(this.end, ms);
    outer.addEventListener('abort', this.end, { once: true });
    if (outer.aborted) this.end();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Sets the remaining time, in milliseconds from now. */
  extend(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.signal.aborted) this.#timer = setTimeout(this.end, ms);
  }

  /** Aborts now. Also call it to free the timer of a deadline that is no longer needed. */
  readonly end = (): void => {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.end);
    this.#controller.abort();
  };
}
