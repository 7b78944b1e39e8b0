import zlib from 'node:zlib';
import { promisify } from 'node:util';
import type { Compression } from '../client/kafka-client.ts';
import { KafkaError } from '../client/kafka-error.ts';
import type { BatchCodec } from '../protocol/record-batch.ts';
import { frameSnappy, unframeSnappy } from './snappy-frames.ts';

const numbers = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

interface Codec {
  compress(bytes: Buffer): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

/** The type of kafkajs's `CompressionCodecs`, the codecs by their number. */
export type KafkajsCodecs = Record<
  number,
  () => { compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>; decompress(bytes: Buffer): Promise<Buffer> }
>;

const missing = (name: string, codec: string) => (cause: unknown) => {
  throw new KafkaError(
    'PENSTOCK_PEER_MISSING',
    `Expected ${name} beside @penstock/sources for records compressed with ${codec}; it could not be loaded. Add ` +
      'it to your dependencies.',
    { retriable: false, cause },
  );
};

const load = {
  snappy: async (): Promise<Codec> => {
    const { default: snappy } = await import('snappy').catch(missing('snappy 7.4 or later', 'snappy'));
    return {
      compress: (bytes) => frameSnappy(bytes, (block) => snappy.compress(block)),
      decompress: (bytes) => unframeSnappy(bytes, async (block) => Buffer.from(await snappy.uncompress(block))),
    };
  },
  lz4: async (): Promise<Codec> => {
    const { default: lz4 } = await import('lz4-napi').catch(missing('lz4-napi 2.10 or later', 'lz4'));
    return { compress: (bytes) => lz4.compressFrame(bytes), decompress: (bytes) => lz4.decompressFrame(bytes) };
  },
  zstd: async (): Promise<Codec> => {
    // Node has zstd since 22.15, but the types used here are for Node 20, which lacks it.
    const { zstdCompress, zstdDecompress } = zlib as typeof zlib & {
      readonly zstdCompress?: typeof zlib.gzip;
      readonly zstdDecompress?: typeof zlib.gunzip;
    };
    if (zstdCompress && zstdDecompress)
      return {
        compress: promisify<Buffer, Buffer>(zstdCompress as never),
        decompress: promisify<Buffer, Buffer>(zstdDecompress as never),
      };
    const { Zstd } = await import('@hpcc-js/wasm-zstd').catch(
      missing('@hpcc-js/wasm-zstd 1.12 or later, or Node 22.15', 'zstd'),
    );
    const zstd = await Zstd.load();
    return {
      compress: async (bytes) => Buffer.from(zstd.compress(bytes)),
      decompress: async (bytes) => Buffer.from(zstd.decompress(bytes)),
    };
  },
};

const loaded = new Map<keyof typeof load, Promise<Codec>>();

const codec = (name: keyof typeof load): Promise<Codec> => {
  const known = loaded.get(name) ?? load[name]();
  loaded.set(name, known);
  // Retry a failed load the next time.
  known.catch(() => loaded.delete(name));
  return known;
};

/** Loads the package of a codec, so that a missing one is reported before anything is sent. */
export const loadCodec = async (compression: Compression): Promise<void> => {
  if (compression !== 'none' && compression !== 'gzip') await codec(compression);
};

/** Returns kafkajs's codec of a compression. */
export const codecOf = (codecs: KafkajsCodecs, compression: Compression): BatchCodec => {
  const number = numbers[compression];
  return { number, compress: (buffer) => codecs[number]!().compress({ buffer }) };
};

/**
 * Adds the codecs that kafkajs lacks. Their packages are loaded at the first record. Codecs that a user has set are
 * kept.
 */
export const addCodecs = (codecs: KafkajsCodecs): void => {
  for (const name of Object.keys(load) as Array<keyof typeof load>) {
    if (isThere(codecs[numbers[name]])) continue;
    codecs[numbers[name]] = () => ({
      compress: async ({ buffer }) => (await codec(name)).compress(buffer),
      decompress: async (bytes) => (await codec(name)).decompress(bytes),
    });
  }
};

const isThere = (make: KafkajsCodecs[number] | undefined): boolean => {
  try {
    make?.();
    return make !== undefined;
  } catch {
    return false;
  }
};
