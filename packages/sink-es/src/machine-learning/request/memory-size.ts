import { elasticsearchError } from '../../errors.ts';

const bytesOf: Record<string, number> = { b: 1, kb: 1_024, mb: 1_048_576, gb: 1_073_741_824, tb: 1_099_511_627_776 };

/** Returns the bytes of a size such as `'512mb'`; NaN for other text. */
const memoryBytes = (size: unknown): number => {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(b|kb|mb|gb|tb)$/i.exec(String(size)) ?? [];
  return unit === undefined ? NaN : Number(count) * bytesOf[unit.toLowerCase()]!;
};

/** Checks a memory limit. */
export const toMemorySize = (size: string, option: string): string => {
  if (memoryBytes(size) >= bytesOf['mb']!) return size;
  throw elasticsearchError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be a size of at least 1mb, such as '512mb' or '2gb'; got ${JSON.stringify(size)}.`,
  );
};

/** Compares two limits in whole megabytes, since Elasticsearch stores `1gb` as `1024mb`. */
export const isSameMemory = (one: unknown, other: unknown): boolean =>
  Math.floor(memoryBytes(one) / bytesOf['mb']!) === Math.floor(memoryBytes(other) / bytesOf['mb']!);
