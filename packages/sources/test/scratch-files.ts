import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The path of a folder that goes with the test. */
export const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-sources-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
};

/** The path of a file that goes with the test. */
export const newFile = async (content: string | Uint8Array): Promise<string> => {
  const path = join(await newFolder(), 'file');
  await writeFile(path, content);
  return path;
};

/** The path of a pipe that gives `content` and then stalls until the test is over. */
export const newStalledFile = async (content: string): Promise<string> => {
  const path = join(await newFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  // Opened for both, so that neither end waits for the other.
  const pipe = await open(path, 'r+');
  onTestFinished(() => pipe.close());
  await pipe.write(content);
  return path;
};

/** All values of a source. */
export const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
};
