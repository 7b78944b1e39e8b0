import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const home = fileURLToPath(new URL('../..', import.meta.url));

/** The page, built by its own configuration. */
export interface BuiltPage {
  readonly folder: string;
  /** Bytes of all its files, each compressed by gzip. */
  readonly compressedSize: number;
  /** Its HTML, scripts and styles. */
  readonly texts: readonly string[];
  remove(): Promise<void>;
}

/** Builds the page by its own configuration. Default: into a new folder, so that the example's `dist` is unchanged. */
export const buildPage = async (into?: string): Promise<BuiltPage> => {
  await mkdir(join(home, '.cache'), { recursive: true });
  const folder = into ?? (await mkdtemp(join(home, '.cache/page-')));
  await build({ configFile: join(home, 'page/vite.config.ts'), logLevel: 'error', build: { outDir: folder } });
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const bodies = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name))),
  );
  return {
    folder,
    compressedSize: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0),
    texts: bodies.map(String),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
