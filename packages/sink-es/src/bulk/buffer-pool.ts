const firstBytes = 256 * 1_024;

/** Reuses the buffers of batches, so that a steady flow allocates no new ones. */
export class BufferPool {
  readonly #free: Buffer[] = [];
  readonly #most: number;
  readonly #largest: number;

  /** Keeps up to `most` unused buffers of at most `largest` bytes each. */
  constructor(most: number, largest: number) {
    this.#most = most;
    this.#largest = largest;
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(firstBytes);
  }

  /** Returns a buffer to the pool. Nothing may read it afterwards. */
  give(buffer: Buffer): void {
    if (this.#free.length < this.#most && buffer.length <= this.#largest) this.#free.push(buffer);
  }
}
