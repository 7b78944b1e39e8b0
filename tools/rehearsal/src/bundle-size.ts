import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * The size of a module, bundled for a browser with all that it imports, minified and compressed by gzip.
 *
 * @param project - the folder of a project that has the packages.
 * @param code - the module's text.
 * @returns bytes.
 */
export const bundleSize = async (project: string, code: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: project },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  });
  return gzipSync(outputFiles[0]!.contents).length;
};
