import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { getMimeType } from 'hono/utils/mime';
import { Encoded } from './encoded.ts';

/** The files of the page by their path, such as `/index.html`. */
export type PageFiles = ReadonlyMap<string, Encoded>;

/** Reads the built page; empty if it was not built. */
export const readPageFiles = async (folder: string): Promise<PageFiles> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, Encoded]> => {
        const path = file.slice(folder.length).replaceAll(sep, '/');
        return [path, new Encoded(await readFile(file), getMimeType(path) ?? 'application/octet-stream')];
      }),
    ),
  );
};
