// Taken values are dropped from the array when they are this many, and half of it.
const worthDropping = 1_024;

/** First in, first out, in constant time. */
export class Queue<T> {
  #values: T[] = [];
  #head = 0;

  get length(): number {
    return this.#values.length - this.#head;
  }

  push(value: T): void {
    this.#values.push(value);
  }

  /** The oldest value, which stays. */
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
