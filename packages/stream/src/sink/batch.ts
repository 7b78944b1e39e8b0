/** The entries of a batch in the form that a write takes. {@link Entries} is a payload that is a list. */
export interface Payload<E> {
  /** Size so far, in the unit of `maxBytes`; 0 when the sink counts no bytes. */
  readonly bytes: number;
  /** Returns false when the entry would make a payload that is not empty larger than `maxBytes`. */
  hasRoom(entry: E, maxBytes: number): boolean;
  add(entry: E): void;
}

/** Members that are written together, oldest first. */
export interface Batch<M, P> {
  readonly members: readonly M[];
  /** The key of each member; empty when the sink has no `keyOf`. */
  readonly keys: readonly string[];
  readonly payload: P;
}

/**
 * A payload that is a list of entries.
 *
 * @example
 * ```ts
 * const lines = new Entries<string>((line) => line.length);
 * lines.add('{"close":457.33}');
 * console.log(lines.list.length, lines.bytes); // 1 16
 * ```
 */
export class Entries<E> implements Payload<E> {
  readonly list: E[] = [];
  readonly #sizeOf: (entry: E) => number;
  #bytes = 0;

  /** @param sizeOf Size of an entry, in the unit of `maxBytes`; default 0. */
  constructor(sizeOf: (entry: E) => number = () => 0) {
    this.#sizeOf = sizeOf;
  }

  get bytes(): number {
    return this.#bytes;
  }

  hasRoom(entry: E, maxBytes: number): boolean {
    return this.#bytes + this.#sizeOf(entry) <= maxBytes;
  }

  add(entry: E): void {
    this.list.push(entry);
    this.#bytes += this.#sizeOf(entry);
  }
}
