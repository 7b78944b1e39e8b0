import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import webpack from 'webpack';

/** The output of a bundler for a page: one script, and the messages of the bundler. */
export interface Bundle {
  readonly script: string;
  readonly warnings: readonly string[];
}

/** Bundles `page.mjs` of a folder for a browser, with the bundler's default settings. */
export type Bundler = (folder: string) => Promise<Bundle>;

const withEsbuild: Bundler = async (folder) => {
  const { outputFiles, warnings } = await esbuild({
    entryPoints: [join(folder, 'page.mjs')],
    bundle: true,
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  });
  return { script: outputFiles[0]!.text, warnings: warnings.map(({ text }) => text) };
};

const withVite: Bundler = async (folder) => {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const built = await vite({
    configFile: false,
    logLevel: 'warn',
    root: folder,
    // A library build gives one script. Otherwise Vite expects an HTML page.
    build: { write: false, lib: { entry: 'page.mjs', formats: ['iife'], name: 'page' } },
    customLogger: {
      info: () => undefined,
      warn,
      warnOnce: warn,
      error: warn,
      clearScreen: () => undefined,
      hasErrorLogged: () => false,
      hasWarned: false,
    },
  });
  if (!Array.isArray(built)) throw new Error('Expected Vite to return the outputs of a library.');
  return { script: built[0]!.output[0].code, warnings };
};

const withWebpack: Bundler = async (folder) => {
  const compiler = webpack({
    context: folder,
    entry: './page.mjs',
    mode: 'production',
    output: { path: join(folder, 'webpack'), filename: 'page.js' },
  });
  try {
    const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
      compiler.run((error, result) => (error ? reject(error) : resolve(result)));
    });
    const { errors = [], warnings = [] } = stats!.toJson({ all: false, errors: true, warnings: true });
    return {
      script: await readFile(join(folder, 'webpack', 'page.js'), 'utf8'),
      warnings: [...errors, ...warnings].map(({ message }) => message),
    };
  } finally {
    await new Promise((resolve) => compiler.close(resolve));
  }
};

export const bundlers: Readonly<Record<string, Bundler>> = {
  esbuild: withEsbuild,
  Vite: withVite,
  webpack: withWebpack,
};
