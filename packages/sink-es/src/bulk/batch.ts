import type { Delivery } from '@penstock/stream';
import type { BulkDocument } from './document/document.ts';
import type { OpType } from './options.ts';

/**
 * The documents of one request, encoded once, straight into the bytes that are sent.
 *
 * What must be sent again is cut out of the same bytes.
 */
export class BulkBatch<T> {
  readonly deliveries: Array<Delivery<T>> = [];
  readonly ops: OpType[] = [];
  readonly keys: string[] = [];
  /** The index of each member; empty where it is the same for all. */
  readonly indices: string[] = [];
  /** False once a request has failed, whose connection may still read from the memory behind it. */
  reusable = true;
  readonly #ends: number[] = [];
  #buffer: Buffer;
  #bytes = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get size(): number {
    return this.deliveries.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The memory behind it, to be used again. */
  get buffer(): Buffer {
    return this.#buffer;
  }

  append(delivery: Delivery<T>, { op, key, index, lines }: BulkDocument): void {
    this.#reserve(lines);
    this.#bytes += this.#buffer.write(lines, this.#bytes);
    this.#ends.push(this.#bytes);
    this.deliveries.push(delivery);
    this.ops.push(op);
    this.keys.push(key);
    if (index !== undefined) this.indices.push(index);
  }

  /** The lines of the members, which are in rising order. */
  body(members: readonly number[]): Buffer {
    if (members.length === this.size) return this.#buffer.subarray(0, this.#bytes);
    return Buffer.concat(members.map((member) => this.lines(member)));
  }

  lines(member: number): Buffer {
    return this.#buffer.subarray(member === 0 ? 0 : this.#ends[member - 1]!, this.#ends[member]!);
  }

  #reserve(lines: string): void {
    const free = this.#buffer.length - this.#bytes;
    // Three bytes is the most that a code unit takes in UTF-8; counting is for when that is too much.
    if (lines.length * 3 <= free) return;
    const needed = Buffer.byteLength(lines);
    if (needed <= free) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#bytes + needed));
    this.#buffer.copy(larger, 0, 0, this.#bytes);
    this.#buffer = larger;
  }
}
