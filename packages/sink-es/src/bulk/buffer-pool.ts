const firstBytes = 256 * 1_024;

/** Lends the memory of batches, so that a steady flow allocates none. */
export class BufferPool {
  readonly #free: Buffer[] = [];
  readonly #most: number;
  readonly #largest: number;

  /** Keeps up to `most` buffers of at most `largest` bytes. */
  constructor(most: number, largest: number) {
    this.#most = most;
    this.#largest = largest;
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(firstBytes);
  }

  /** Takes back a buffer that nobody reads any more. */
  give(buffer: Buffer): void {
    if (this.#free.length < this.#most && buffer.length <= this.#largest) this.#free.push(buffer);
  }
}
