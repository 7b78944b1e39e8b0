import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Makes a folder that is deleted after the test; returns its path. */
export const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-sources-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
};

/** Makes a file that is deleted after the test; returns its path. */
export const newFile = async (content: string | Uint8Array): Promise<string> => {
  const path = join(await newFolder(), 'file');
  await writeFile(path, content);
  return path;
};

/** Makes a named pipe that delivers `content` and then stalls until the test ends; returns its path. */
export const newStalledFile = async (content: string): Promise<string> => {
  const path = join(await newFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  // Open it for reading and writing, so that neither end blocks.
  const pipe = await open(path, 'r+');
  onTestFinished(() => pipe.close());
  await pipe.write(content);
  return path;
};

/** Returns all values of a source. */
export const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
};
