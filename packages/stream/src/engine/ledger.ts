const pending = 0;
const claimed = 1;
const settled = 2;

/**
 * Keeps which records of one lane are settled, and the offset before which all of them are.
 *
 * Each record gets a sequence number from the ledger. Offsets would not do: a compacted topic has gaps, and each gap
 * would take memory. The ring buffer grows when it is full: when one slow record stays at the head, the distance to the
 * newest record may be greater than the number in flight.
 */
export class Ledger {
  #states = new Uint8Array(64);
  #offsets = new Float64Array(64);
  /** Sizes of the records; undefined until the source gives one. */
  #bytes: Float64Array | undefined;
  #head = 0;
  #tail = 0;
  #pending = 0;
  #pendingBytes = 0;
  #next: number;

  /** @param next The offset where reading begins: the first one that is not committed. */
  constructor(next: number) {
    this.#next = next;
  }

  /** Sequence number of the oldest unsettled record. When all are settled, the number that the next record will get. */
  get head(): number {
    return this.#head;
  }

  /** Sequence number that the next record will get. */
  get tail(): number {
    return this.#tail;
  }

  /** How many records are not settled. */
  get pending(): number {
    return this.#pending;
  }

  /** Bytes of the unsettled records. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Lowest offset that the next record may have. */
  get next(): number {
    return this.#next;
  }

  /** The offset to commit: everything before it is settled. */
  get position(): number {
    return this.#head === this.#tail ? this.#next : this.#offsets[this.#head & (this.#offsets.length - 1)]!;
  }

  /** Enters a record, whose offset must be at least `next`. Returns its sequence number. */
  open(offset: number, bytes = 0): number {
    if (this.#tail - this.#head === this.#states.length) this.#grow();
    const slot = this.#tail & (this.#states.length - 1);
    this.#states[slot] = pending;
    this.#offsets[slot] = offset;
    if (bytes > 0) this.#bytes ??= new Float64Array(this.#states.length);
    if (this.#bytes) {
      this.#bytes[slot] = bytes;
      this.#pendingBytes += bytes;
    }
    this.#next = offset + 1;
    this.#pending += 1;
    return this.#tail++;
  }

  /** Raises the next offset to `offset`, when the source has no more records before it. */
  skipTo(offset: number): void {
    if (offset > this.#next) this.#next = offset;
  }

  /**
   * Enters a delivery that an operator derived, such as the result of a window, since it must be settled too. Returns
   * its sequence number.
   */
  openDerived(): number {
    const next = this.#next;
    const sequence = this.open(next);
    this.#next = next;
    return sequence;
  }

  /** Settles a record. Returns false when it was settled or claimed before. */
  settle(sequence: number): boolean {
    return this.#move(sequence, pending, settled);
  }

  /** Claims a rejected record, so that later settlements have no effect while the rejection policy is applied. */
  claim(sequence: number): boolean {
    return this.#move(sequence, pending, claimed);
  }

  /** Settles a claimed record, when its rejection is durable. */
  release(sequence: number): boolean {
    return this.#move(sequence, claimed, settled);
  }

  /** Size of a record in bytes. Read it before the next `open`, which may reuse the slot of a settled record. */
  bytes(sequence: number): number {
    return this.#bytes === undefined ? 0 : this.#bytes[sequence & (this.#states.length - 1)]!;
  }

  #move(sequence: number, from: number, to: number): boolean {
    const mask = this.#states.length - 1;
    // Slots before the head are reused, so the state of a slot may belong to a newer record.
    if (sequence < this.#head || sequence >= this.#tail || this.#states[sequence & mask] !== from) return false;
    this.#states[sequence & mask] = to;
    if (to === settled) {
      this.#pending -= 1;
      if (this.#bytes) this.#pendingBytes -= this.#bytes[sequence & mask]!;
    }
    while (this.#head < this.#tail && this.#states[this.#head & mask] === settled) this.#head += 1;
    return true;
  }

  #grow(): void {
    const old = this.#states.length;
    const states = new Uint8Array(old * 2);
    const offsets = new Float64Array(old * 2);
    const bytes = this.#bytes && new Float64Array(old * 2);
    for (let sequence = this.#head; sequence < this.#tail; sequence += 1) {
      states[sequence & (old * 2 - 1)] = this.#states[sequence & (old - 1)]!;
      offsets[sequence & (old * 2 - 1)] = this.#offsets[sequence & (old - 1)]!;
      if (bytes) bytes[sequence & (old * 2 - 1)] = this.#bytes![sequence & (old - 1)]!;
    }
    this.#states = states;
    this.#offsets = offsets;
    this.#bytes = bytes;
  }
}
