import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

/** How a run of the program ended. */
export interface Ended {
  /** The exit code; NaN if a signal ended the program. */
  readonly code: number;
  readonly killed: boolean;
  readonly out: string;
  readonly errors: string;
}

/** A program that is built for a test. */
export interface Program {
  readonly path: string;
  /** Where the program looks for the built page. It is missing unless a test builds it. */
  readonly pageFolder: string;
  /** Runs it to its end; `onStart` is given the process, to stop it. */
  run(args: readonly string[], env?: NodeJS.ProcessEnv, onStart?: (child: ChildProcess) => void): Promise<Ended>;
  remove(): Promise<void>;
}

const home = fileURLToPath(new URL('..', import.meta.url));

/** Builds a program from the current sources of the packages; default: the example's own program. */
export const buildProgram = async (entry = 'src/main.ts'): Promise<Program> => {
  // In the folder of the example, so that its dependencies are found.
  await mkdir(join(home, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(home, '.cache', 'test-'));
  const outDir = join(folder, 'dist');
  await build({
    entry: { main: resolve(home, entry) },
    format: 'esm',
    target: 'node20',
    outDir,
    silent: true,
    config: false,
    // The bundle has Penstock's sources and what only they depend on, but not the dependencies of the example.
    noExternal: [/^@penstock\//, 'csv-parse', 'lossless-json'],
    external: [/^[^./@]/, /^@(?!penstock\/)/],
    esbuildOptions: (options) => {
      options.conditions = ['@penstock/source'];
    },
  });
  const path = join(outDir, 'main.js');
  return {
    path,
    pageFolder: join(outDir, 'page'),
    run: (args, env = {}, onStart) =>
      new Promise((resolve) => {
        const child = execFile(
          process.execPath,
          [path, ...args],
          { maxBuffer: 2 ** 28, env: { ...process.env, PENSTOCK_BTC_CSV: '', ...env } },
          (error, out, errors) => {
            resolve({
              code: error ? Number(error.code ?? Number.NaN) : 0,
              killed: error?.signal === 'SIGKILL',
              out,
              errors,
            });
          },
        );
        onStart?.(child);
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
