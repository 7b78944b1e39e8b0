/** Allows one write of each key at a time. The other writes of the key wait, in order. */
export class KeyOrder<W> {
  /** The keys with a running write, each with the writes that wait for it. */
  readonly #keys = new Map<string, W[] | undefined>();

  /** True when no write is running. */
  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  /** Returns true when a write of the key may begin; the write then runs until {@link leave}. */
  enter(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.set(key, undefined);
    return true;
  }

  /** Adds a write that must wait for the running one. */
  wait(key: string, write: W): void {
    const waiting = this.#keys.get(key);
    if (waiting) waiting.push(write);
    else this.#keys.set(key, [write]);
  }

  /** Ends the running write of a key. Returns the next write that waited, which then counts as running. */
  leave(key: string): W | undefined {
    const next = this.#keys.get(key)?.shift();
    if (next === undefined) this.#keys.delete(key);
    return next;
  }

  /** Drops all writes. */
  clear(): void {
    this.#keys.clear();
  }
}
