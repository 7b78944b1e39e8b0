import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sourcesError } from '../errors.ts';
import { replaceFile } from './replace-file.ts';

/**
 * The format version of all files in a topic's directory: the lines of its partitions and the positions of its groups.
 * A directory without a version has format 1.
 */
const format = 1;

/**
 * Checks the file with a topic's format, name and number of partitions, or writes it if it does not exist.
 *
 * @throws (rejects with) `PENSTOCK_FORMAT_UNSUPPORTED`, `PENSTOCK_TOPIC_MISMATCH` or `PENSTOCK_TOPIC_CORRUPT`
 */
export const checkStored = async (path: string, name: string, partitions: number): Promise<void> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return replaceFile(path, `${JSON.stringify({ format, name, partitions })}\n`);
  let stored: { readonly format?: unknown; readonly name?: unknown; readonly partitions?: unknown } | null;
  try {
    stored = JSON.parse(text) as typeof stored;
  } catch (cause) {
    throw sourcesError(
      'PENSTOCK_TOPIC_CORRUPT',
      `Expected JSON in ${path}; got something else. Restore the file with the topic's name and partitions.`,
      cause,
    );
  }
  if (stored?.format !== undefined && stored.format !== format) {
    throw sourcesError(
      'PENSTOCK_FORMAT_UNSUPPORTED',
      `Expected format version ${format} in ${path}; got ${String(stored.format)}. Open the topic with the version ` +
        'of Penstock that wrote it, or a later one, or choose another directory.',
    );
  }
  if (stored?.name === name && stored.partitions === partitions) return;
  throw sourcesError(
    'PENSTOCK_TOPIC_MISMATCH',
    `Expected the topic ${name} with ${partitions} partitions in ${path}; got ${String(stored?.name)} with ` +
      `${String(stored?.partitions)}. Open it with that name and number, or send its records to a new topic, because ` +
      'another number of partitions would move keys to other partitions.',
  );
};

/** Reads the committed positions of each group, by the group's name; `ends` has the end offset of each partition. */
export const readGroups = async (
  folder: string,
  ends: readonly number[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> => {
  const groups = new Map<string, ReadonlyMap<number, number>>();
  for (const file of await readdir(folder)) {
    // A crash may leave a file that ends in `.tmp`.
    if (!file.endsWith('.json')) continue;
    const path = join(folder, file);
    groups.set(
      decodeURIComponent(file.slice(0, -'.json'.length)),
      parseCommitted(await readFile(path, 'utf8'), path, ends),
    );
  }
  return groups;
};

/** Reads a group's positions; throws `PENSTOCK_TOPIC_CORRUPT` when they are invalid for the topic. */
const parseCommitted = (text: string, path: string, ends: readonly number[]): ReadonlyMap<number, number> => {
  const corrupt = (what: string, cause?: unknown) =>
    sourcesError(
      'PENSTOCK_TOPIC_CORRUPT',
      `Expected the positions of a group in ${path}; ${what}. Restore the file, or delete it to read the topic again ` +
        'from the start.',
      cause,
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw corrupt('it is not JSON', cause);
  }
  if (typeof parsed !== 'object' || parsed === null) throw corrupt('it is not an object');
  const committed = new Map<number, number>();
  for (const [name, offset] of Object.entries(parsed)) {
    const end = ends[Number(name)];
    if (end === undefined) throw corrupt(`the topic has no partition ${name}`);
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > end)
      throw corrupt(`partition ${name} ends at ${end}, but the position is ${String(offset)}`);
    committed.set(Number(name), offset as number);
  }
  return committed;
};
