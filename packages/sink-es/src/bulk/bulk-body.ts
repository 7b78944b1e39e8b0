import type { Payload } from '@penstock/stream/sink';
import type { BulkDocument } from './document/document.ts';
import type { OpType } from './options.ts';

/**
 * The documents of one request, encoded once, straight into the bytes that are sent.
 *
 * What must be sent again is cut out of the same bytes.
 */
export class BulkBody implements Payload<BulkDocument> {
  readonly ops: OpType[] = [];
  /** The index of each document; empty where it is the same for all. */
  readonly indices: string[] = [];
  /** False once a request has failed, whose connection may still read from the memory behind it. */
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

  /** The memory behind it, to be used again. */
  get buffer(): Buffer {
    return this.#buffer;
  }

  hasRoom({ lines }: BulkDocument, maxBytes: number): boolean {
    const left = maxBytes - this.#bytes;
    // Three bytes is the most that a code unit takes in UTF-8; counting is for when that is too much.
    return lines.length * 3 <= left || Buffer.byteLength(lines) <= left;
  }

  add({ op, index, lines }: BulkDocument): void {
    this.#reserve(lines);
    this.#bytes += this.#buffer.write(lines, this.#bytes);
    this.#ends.push(this.#bytes);
    this.ops.push(op);
    if (index !== undefined) this.indices.push(index);
  }

  /** The lines of the members, which are in rising order. */
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
