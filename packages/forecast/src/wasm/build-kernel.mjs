/**
 * Compiles the kernel and its worker into `built.ts`: `node src/wasm/build-kernel.mjs`.
 *
 * What it writes is the same on every machine, and a test holds the committed file to it. So tests, types and docs read
 * the sources of a fresh clone without a build, and the file can never be older than what it was built from.
 */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const output = join(here, 'built.ts');

/** One of the two modules, as bytes. `maximumMemory` is in pages: 2 GB. */
async function compile(...features) {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      'kernel.ts',
      '--outFile',
      'kernel.wasm',
      '-O3',
      '--converge',
      '--noAssert',
      '--runtime',
      'stub',
      '--importMemory',
      '--noExportMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '32768',
      '--enable',
      'threads',
      '--enable',
      'simd',
      ...features.flatMap((feature) => ['--enable', feature]),
    ],
    {
      readFile: (name) => {
        try {
          return readFileSync(join(here, 'kernel', name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (name, contents) => void files.set(name, contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(stderr.toString(), { cause: error });
  return files.get('kernel.wasm');
}

/** The worker's program, with all that it imports. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'worker.ts')],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    tsconfigRaw: {},
    write: false,
  });
  return outputFiles[0].text.trim();
}

/** The text of `built.ts`. */
export async function built() {
  const [simd128, relaxedSimd, worker] = [await compile(), await compile('relaxed-simd'), await bundle()];
  const base64 = (bytes) => JSON.stringify(Buffer.from(bytes).toString('base64'));
  return [
    '// Written by build-kernel.mjs from kernel/*.ts and worker.ts. Run it after a change to them.\n',
    '/** The kernel for every engine with SIMD, in base64. */',
    `export const SIMD128 = ${base64(simd128)};\n`,
    '/** The kernel for engines with relaxed SIMD, in base64. */',
    `export const RELAXED_SIMD = ${base64(relaxedSimd)};\n`,
    '/** The program of a worker. */',
    `export const WORKER = ${JSON.stringify(worker)};\n`,
  ].join('\n');
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(output, await built());
}
