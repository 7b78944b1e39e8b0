import { forecastError } from '../../errors.ts';

/** The first address that the kernel leaves to its host: its own constants come before it. */
export const firstFreeByte = 1216;

const cacheLine = 64;
const mostBytes = 2 ** 31;

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** Hands out the addresses of a kernel's memory, each at the start of a cache line. */
export class AddressSpace {
  #end = roundUp(firstFreeByte, cacheLine);

  /** The address of the next `bytes` bytes. */
  take(bytes: number): number {
    const at = this.#end;
    this.#end = roundUp(at + bytes, cacheLine);
    return at;
  }

  /**
   * Bytes of a memory that holds all that was taken.
   *
   * Addresses are exact up to 2^53. So a network that is too large is an error here and never wraps around.
   *
   * @throws `PENSTOCK_BAD_OPTION` when that is more than 2 GB.
   */
  bytes(): number {
    const bytes = this.#end;
    if (bytes <= mostBytes) return bytes;
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `Expected a network that needs at most 2048 MB; this one needs ${Math.ceil(bytes / 2 ** 20)} MB. ` +
        'Choose fewer units, a shorter window or smaller batches.',
    );
  }
}
