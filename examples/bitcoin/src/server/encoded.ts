import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const encoders = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
} as const;

/** An encoding that compresses answers. */
export type Encoding = keyof typeof encoders;

/** The encodings, the best first. */
export const encodings = Object.keys(encoders) as readonly Encoding[];

// In bytes. The headers of a smaller answer outweigh what compression saves.
const smallest = 1_024;

/** An answer's bytes, which are compressed once for each encoding. */
export class Encoded {
  readonly type: string;
  /** A weak ETag, since it is the same for all encodings. */
  readonly etag: string;
  readonly #bytes: Buffer;
  readonly #compressed = new Map<Encoding, Promise<Buffer>>();

  constructor(bytes: Buffer, type: string) {
    this.#bytes = bytes;
    this.type = type;
    this.etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  }

  /**
   * The encoding to use for a client that accepts `accepted`: none for small answers and for answers that are not text.
   */
  encodingFor(accepted: Encoding | undefined): Encoding | undefined {
    return this.#bytes.length < smallest || !isText(this.type) ? undefined : accepted;
  }

  async bytes(encoding: Encoding | undefined): Promise<Uint8Array<ArrayBuffer>> {
    if (encoding === undefined) return Uint8Array.from(this.#bytes);
    const compressing = this.#compressed.get(encoding) ?? encoders[encoding](this.#bytes);
    this.#compressed.set(encoding, compressing);
    return Uint8Array.from(await compressing);
  }
}

const isText = (type: string): boolean => /^text\/|json|javascript|svg|manifest/.test(type);
