import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sourcesError } from '../errors.ts';
import { replaceFile } from './replace-file.ts';

/**
 * The format of all files in a topic's directory: the lines of its partitions and the positions of its groups. A
 * directory without a number was made before there was one, and has the format 1.
 */
const format = 1;

/**
 * Checks the file with a topic's format, name and partitions, or writes it where there is none.
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
      `${path} is not JSON. Restore it with the topic's name and partitions.`,
      cause,
    );
  }
  if (stored?.format !== undefined && stored.format !== format) {
    throw sourcesError(
      'PENSTOCK_FORMAT_UNSUPPORTED',
      `${path} says that the topic has the format version ${String(stored.format)}; expected ${format}. Open it with ` +
        'the version of Penstock that wrote it, or a later one, or choose another directory.',
    );
  }
  if (stored?.name === name && stored.partitions === partitions) return;
  throw sourcesError(
    'PENSTOCK_TOPIC_MISMATCH',
    `${path} says that the topic is ${String(stored?.name)} with ${String(stored?.partitions)} partitions; asked ` +
      `for ${name} with ${partitions}. Keys would change their partition: open it as it is, or send its records to ` +
      'a new topic.',
  );
};

/** Reads what each group has committed, by the name of the group; `ends` are the ends of the partitions. */
export const readGroups = async (
  folder: string,
  ends: readonly number[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> => {
  const groups = new Map<string, ReadonlyMap<number, number>>();
  for (const file of await readdir(folder)) {
    // What is left of a replacement that a crash cut short ends in `.tmp`.
    if (!file.endsWith('.json')) continue;
    const path = join(folder, file);
    groups.set(
      decodeURIComponent(file.slice(0, -'.json'.length)),
      parseCommitted(await readFile(path, 'utf8'), path, ends),
    );
  }
  return groups;
};

/** Reads a group's file; throws `PENSTOCK_TOPIC_CORRUPT` when it does not fit the topic. */
const parseCommitted = (text: string, path: string, ends: readonly number[]): ReadonlyMap<number, number> => {
  const corrupt = (what: string, cause?: unknown) =>
    sourcesError(
      'PENSTOCK_TOPIC_CORRUPT',
      `${path} does not hold a group's positions: ${what}. Restore it, or delete it to read the topic again from ` +
        'the start.',
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
      throw corrupt(`partition ${name} ends at ${end}, and the position is ${String(offset)}`);
    committed.set(Number(name), offset as number);
  }
  return committed;
};
