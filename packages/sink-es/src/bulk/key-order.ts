/** Lets one write of a key go at a time; the others wait for their turn. */
export class KeyOrder<W> {
  /** The keys on their way, each with what came for it meanwhile. */
  readonly #keys = new Map<string, W[] | undefined>();

  /** No write is on its way. */
  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  /** Tells whether a write of a key may go now; if so, it is on its way until {@link leave}. */
  enter(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.set(key, undefined);
    return true;
  }

  /** Keeps a write that may not go yet. */
  wait(key: string, write: W): void {
    const waiting = this.#keys.get(key);
    if (waiting) waiting.push(write);
    else this.#keys.set(key, [write]);
  }

  /** Ends a write of a key; the next one, if any waits, is on its way with this. */
  leave(key: string): W | undefined {
    const next = this.#keys.get(key)?.shift();
    if (next === undefined) this.#keys.delete(key);
    return next;
  }
}
