import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Returns the size in bytes of a module that is bundled for a browser with all its imports, minified, and compressed
 * with gzip.
 *
 * @param project The folder of a project that has the packages.
 * @param code The text of the module.
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
