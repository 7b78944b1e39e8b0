const pending = 0;
const claimed = 1;
const settled = 2;

/**
 * Which records of one lane are settled, and up to which offset all of them are.
 *
 * Records are numbered by a sequence of the ledger's own, not by offset: a compacted topic has gaps,
 * and a gap then costs nothing. The ring grows instead of refusing, because one slow record at the
 * head lets the span to the newest exceed the number in flight.
 */
export class Ledger {
  #states = new Uint8Array(64);
  #offsets = new Float64Array(64);
  /** Only where the source tells the size of its records. */
  #bytes: Float64Array | undefined;
  #head = 0;
  #tail = 0;
  #pending = 0;
  #pendingBytes = 0;
  #next: number;

  /** @param next the first offset that is not yet committed: where reading begins. */
  constructor(next: number) {
    this.#next = next;
  }

  /** Sequence number of the oldest record that is not settled, or of the next one to come. */
  get head(): number {
    return this.#head;
  }

  /** Sequence number that the next record will get. */
  get tail(): number {
    return this.#tail;
  }

  /** Records entered and not settled. */
  get pending(): number {
    return this.#pending;
  }

  /** Bytes of the records entered and not settled. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Offset of the next record to be handed out, as far as is known. */
  get next(): number {
    return this.#next;
  }

  /** The offset to commit: everything before it is settled. */
  get position(): number {
    return this.#head === this.#tail ? this.#next : this.#offsets[this.#head & (this.#offsets.length - 1)]!;
  }

  /** Enters a record; offsets only ever rise. Returns its sequence number. */
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

  /** Moves the next offset up to `offset`, where the source found no record before it. */
  skipTo(offset: number): void {
    if (offset > this.#next) this.#next = offset;
  }

  /**
   * Enters what is no record of the source but is to be settled as well, such as a window's result. Returns its
   * sequence number.
   */
  openDerived(): number {
    const next = this.#next;
    const sequence = this.open(next);
    this.#next = next;
    return sequence;
  }

  /** Settles a record once; false when it was settled or claimed before. */
  settle(sequence: number): boolean {
    return this.#move(sequence, pending, settled);
  }

  /** Takes a rejected record out of reach of later calls while its policy is carried out. */
  claim(sequence: number): boolean {
    return this.#move(sequence, pending, claimed);
  }

  /** Settles a claimed record: its rejection is durable. */
  release(sequence: number): boolean {
    return this.#move(sequence, claimed, settled);
  }

  /** Size of a record that was settled just now. */
  bytes(sequence: number): number {
    return this.#bytes === undefined ? 0 : this.#bytes[sequence & (this.#states.length - 1)]!;
  }

  #move(sequence: number, from: number, to: number): boolean {
    const mask = this.#states.length - 1;
    // Slots behind the head are reused, so the state alone cannot tell an old record from a new one.
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
