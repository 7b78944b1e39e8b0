/** Lets one write of a key be under way at a time; the others wait for their turn. */
export class KeyOrder<W> {
  /** The keys with a write under way, each with the writes that came meanwhile. */
  readonly #keys = new Map<string, W[] | undefined>();

  /** No write is under way. */
  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  /** True when a write of the key may begin; it is then under way until {@link leave}. */
  enter(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.set(key, undefined);
    return true;
  }

  /** Keeps a write that may not begin yet. */
  wait(key: string, write: W): void {
    const waiting = this.#keys.get(key);
    if (waiting) waiting.push(write);
    else this.#keys.set(key, [write]);
  }

  /** Ends a write of a key; the next one, if any waits, is under way with this. */
  leave(key: string): W | undefined {
    const next = this.#keys.get(key)?.shift();
    if (next === undefined) this.#keys.delete(key);
    return next;
  }

  /** Forgets all writes. */
  clear(): void {
    this.#keys.clear();
  }
}
