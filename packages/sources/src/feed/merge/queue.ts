// Taken values are removed from the array when they are this many and at least half of it.
const worthDropping = 1_024;

/** A first-in, first-out queue with constant time per operation. */
export class Queue<T> {
  #values: T[] = [];
  #head = 0;

  get length(): number {
    return this.#values.length - this.#head;
  }

  push(value: T): void {
    this.#values.push(value);
  }

  /** Returns the oldest value without taking it. */
  peek(): T | undefined {
    return this.#values[this.#head];
  }

  take(): T | undefined {
    const value = this.#values[this.#head];
    if (this.length === 0) return undefined;
    this.#head += 1;
    if (this.#head >= worthDropping && this.#head * 2 >= this.#values.length) {
      this.#values = this.#values.slice(this.#head);
      this.#head = 0;
    }
    return value;
  }
}
