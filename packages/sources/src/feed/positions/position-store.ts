import type { Blobs } from '@penstock/stream/node';
import { createHash } from 'node:crypto';
import { sourcesError } from '../../errors.ts';
import type { FeedCursor } from '../merge/feed-cursor.ts';

/** Stores the committed position of each lane of a feed. Only one process may use a lane at a time. */
export interface PositionStore {
  /**
   * Returns the last saved cursor of a lane, by its topic; undefined when there is none.
   *
   * @throws (rejects with) `PENSTOCK_POSITION_CORRUPT` when the stored position cannot be read,
   * `PENSTOCK_FORMAT_UNSUPPORTED` when a later version wrote it.
   */
  load(topic: string): Promise<FeedCursor | undefined>;
  /** Resolves when the cursor is durable. After a crash during the save, the previous cursor is still stored. */
  save(topic: string, cursor: FeedCursor): Promise<void>;
}

const format = 1;

/**
 * Makes a {@link PositionStore} over any store of named bytes. Each lane has one blob with a format version.
 *
 * @example
 * ```ts
 * import { fileBlobs } from '@penstock/stream/node';
 *
 * const store = blobPositions(fileBlobs('.state/positions'));
 * ```
 */
export const blobPositions = (blobs: Blobs): PositionStore => ({
  async load(topic) {
    const name = blobName(topic);
    const names = await blobs.list(name.slice(0, name.indexOf('@') + 1));
    const bytes = names.includes(name) ? await blobs.read(name) : undefined;
    return bytes && read(topic, name, new TextDecoder().decode(bytes));
  },
  save: (topic, cursor) =>
    blobs.write(blobName(topic), new TextEncoder().encode(JSON.stringify({ format, topic, cursor }))),
});

// Hash the topic, because it may have characters that file names cannot have. The part before @ is the lane, as in the
// names of the state stores.
const blobName = (topic: string): string =>
  `${createHash('sha256').update(topic).digest('hex').slice(0, 16)}-0@position`;

const read = (topic: string, name: string, text: string): FeedCursor => {
  let stored: { readonly format?: unknown; readonly topic?: unknown; readonly cursor?: unknown } | null;
  try {
    stored = JSON.parse(text) as typeof stored;
  } catch (cause) {
    throw corrupt(topic, name, cause);
  }
  if (typeof stored?.format === 'number' && stored.format > format) {
    throw sourcesError(
      'PENSTOCK_FORMAT_UNSUPPORTED',
      `Expected format version ${format} for the position ${name} of ${topic}; got ${stored.format}. Run the version ` +
        'of Penstock that wrote it, or a later one.',
    );
  }
  if (stored?.format !== format || stored.topic !== topic || !isCursor(stored.cursor)) throw corrupt(topic, name);
  return stored.cursor;
};

const corrupt = (topic: string, name: string, cause?: unknown) =>
  sourcesError(
    'PENSTOCK_POSITION_CORRUPT',
    `Expected a valid position ${name} of ${topic}; got damaged data. Restore it from a copy, or delete it and start ` +
      'again with since.',
    cause,
  );

const isCursor = (value: unknown): value is FeedCursor => {
  const { offset, since, recent } = Object(value) as { offset?: unknown; since?: unknown; recent?: unknown };
  return (
    Number.isSafeInteger(offset) &&
    Number(offset) >= 0 &&
    (since === null || Number.isFinite(since)) &&
    Array.isArray(recent) &&
    recent.every((one: unknown) => {
      const { id, time } = Object(one) as { id?: unknown; time?: unknown };
      return typeof id === 'string' && Number.isFinite(time);
    })
  );
};
