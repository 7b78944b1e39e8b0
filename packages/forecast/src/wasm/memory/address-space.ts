import { forecastError } from '../../errors.ts';

/** The first address that the caller of the kernel may use. The kernel's own constants are before it. */
export const firstFreeByte = 1216;

const cacheLine = 64;
const mostBytes = 2 ** 31;

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** Allocates addresses in a kernel's memory, each at the start of a cache line. */
export class AddressSpace {
  #end = roundUp(firstFreeByte, cacheLine);

  /** Returns the address of the next `bytes` bytes. */
  take(bytes: number): number {
    const at = this.#end;
    this.#end = roundUp(at + bytes, cacheLine);
    return at;
  }

  /**
   * The size of a memory that holds everything allocated.
   *
   * Addresses are exact up to 2^53, so a network that is too large is an error here and never wraps around.
   *
   * @throws `PENSTOCK_BAD_OPTION` if it is more than 2 GB.
   */
  bytes(): number {
    const bytes = this.#end;
    if (bytes <= mostBytes) return bytes;
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `Expected a network that needs at most 2048 MB; got one of ${Math.ceil(bytes / 2 ** 20)} MB. ` +
        'Choose fewer units, a shorter window or smaller batches.',
    );
  }
}
