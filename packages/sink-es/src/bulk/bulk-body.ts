import type { Payload } from '@penstock/stream/sink';
import type { BulkDocument } from './document/document.ts';
import type { OpType } from './options.ts';

/**
 * The documents of one request, encoded once into the bytes that are sent.
 *
 * A retry of some of the documents copies their bytes.
 */
export class BulkBody implements Payload<BulkDocument> {
  readonly ops: OpType[] = [];
  /** The index of each document; empty if all documents go to one index. */
  readonly indices: string[] = [];
  /** False after a failed request, because its connection may still read the buffer. */
  reusable = true;
  readonly #ends: number[] = [];
  #buffer: Buffer;
  #bytes = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The underlying buffer, for reuse. */
  get buffer(): Buffer {
    return this.#buffer;
  }

  hasRoom({ lines }: BulkDocument, maxBytes: number): boolean {
    const left = maxBytes - this.#bytes;
    // A code unit takes at most three bytes in UTF-8. The bytes are counted only if this estimate does not fit.
    return lines.length * 3 <= left || Buffer.byteLength(lines) <= left;
  }

  add({ op, index, lines }: BulkDocument): void {
    this.#reserve(lines);
    this.#bytes += this.#buffer.write(lines, this.#bytes);
    this.#ends.push(this.#bytes);
    this.ops.push(op);
    if (index !== undefined) this.indices.push(index);
  }

  /** Returns the lines of these members, which must be in ascending order. */
  select(members: readonly number[]): Buffer {
    if (members.length === this.ops.length) return this.#buffer.subarray(0, this.#bytes);
    return Buffer.concat(members.map((member) => this.lines(member)));
  }

  lines(member: number): Buffer {
    return this.#buffer.subarray(member === 0 ? 0 : this.#ends[member - 1]!, this.#ends[member]!);
  }

  #reserve(lines: string): void {
    const free = this.#buffer.length - this.#bytes;
    if (lines.length * 3 <= free) return;
    const needed = Buffer.byteLength(lines);
    if (needed <= free) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#bytes + needed));
    this.#buffer.copy(larger, 0, 0, this.#bytes);
    this.#buffer = larger;
  }
}
