import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serversError } from '../errors.ts';
import { cacheFolder } from '../paths.ts';

const execute = promisify(execFile);
const linesShown = 15;

/** A Maven coordinate, `group:artifact:version`. */
export type Coordinate = string;

/**
 * Returns the jars of the given artifacts and of their dependencies, sorted by name. The first call resolves them with
 * Maven into the cache's folder `name`; later ones need neither Maven nor a network.
 *
 * @throws `PENSTOCK_SERVERS_MISSING` when Maven is missing or cannot resolve them.
 */
export async function resolveJars(
  name: string,
  coordinates: readonly Coordinate[],
  signal?: AbortSignal,
): Promise<string[]> {
  const folder = await cached(`${name}/libs-${digest(...coordinates)}`, (draft) =>
    inTurn(() => resolve(draft, coordinates, signal)),
  );
  return (await readdir(folder))
    .filter((file) => file.endsWith('.jar'))
    .toSorted()
    .map((file) => join(folder, file));
}

/** Identifies the inputs of a cached folder, so that clones of different versions can share one cache. */
export const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);

let last: Promise<unknown> = Promise.resolve();

/** Runs one Maven at a time: on its first run it downloads its own plugins, into a folder that it does not lock. */
function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const turn = last.then(run, run);
  last = turn;
  return turn;
}

/**
 * Returns the folder `path` of the cache, and makes it with `make` on first use. It is made in another place and then
 * moved, so that it is complete or missing, even when two processes make it at the same time or one is killed.
 */
export async function cached(path: string, make: (draft: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder, path);
  if (existsSync(folder)) return folder;
  await mkdir(join(folder, '..'), { recursive: true });
  const draft = await mkdtemp(`${folder}.draft-`);
  try {
    await make(draft);
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

async function resolve(folder: string, coordinates: readonly Coordinate[], signal?: AbortSignal): Promise<void> {
  const pom = `${folder}.pom.xml`;
  try {
    signal?.throwIfAborted();
    await writeFile(pom, pomOf(coordinates));
    await execute(
      'mvn',
      ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'],
      { signal, maxBuffer: 16 * 1024 * 1024 },
    );
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const failure = error as { code?: unknown; stdout?: string };
    throw serversError(
      'PENSTOCK_SERVERS_MISSING',
      failure.code === 'ENOENT'
        ? `Expected Maven (mvn) on the path, to download ${coordinates.join(', ')}; got none. Install Maven, or set ` +
            'the addresses of running servers.'
        : `Maven could not resolve ${coordinates.join(', ')}:\n${lastLines(failure.stdout ?? '')}`,
      error,
    );
  } finally {
    await rm(pom, { force: true });
  }
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-linesShown).join('\n');

function pomOf(coordinates: readonly Coordinate[]): string {
  const dependencies = coordinates.map((coordinate) => {
    const [group, artifact, version] = coordinate.split(':');
    const names = `<groupId>${group}</groupId><artifactId>${artifact}</artifactId>`;
    return `<dependency>${names}<version>${version}</version></dependency>`;
  });
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    '<groupId>penstock</groupId><artifactId>servers</artifactId><version>0</version><packaging>pom</packaging>',
    `<dependencies>${dependencies.join('')}</dependencies></project>`,
  ].join('');
}
