import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from './run.ts';

const resolve = createRequire(import.meta.url).resolve;

/** The compilers by version; that of the workspace is the last one. */
const compilers = {
  '5.4': resolve('typescript-5.4/bin/tsc'),
  '5.9': resolve('typescript-5.9/bin/tsc'),
  '6.0': resolve('typescript/bin/tsc'),
} as const;

/** How a user's project sees the packages. */
export interface Setting {
  readonly compiler: keyof typeof compilers;
  readonly resolution: 'node16' | 'nodenext' | 'bundler';
  /** Whether Node's types are there; else those of a browser are. */
  readonly node: boolean;
}

/** What every setting has. The declarations of all packages are checked, too, unlike in most projects. */
const common = { target: 'ES2022', strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false };

/** Entries whose declarations need Node's types, in which their client's are written. */
const ofNode = ['@penstock/sink-es', '@penstock/sources/kafka'];

/** What only a page does: a browser's own worker is one for the engine. */
const browserUse = `import { wasmEngine } from '@penstock/forecast';
export const engine = wasmEngine({ worker: () => new Worker(new URL('/worker.js', location.href)) });`;

/**
 * Compiles a program that imports every entry, as far as the setting allows, in a project that has the packages.
 *
 * @throws (rejects with) an `Error` with the compiler's messages.
 */
export const compile = async (
  project: string,
  every: readonly string[],
  { compiler, resolution, node }: Setting,
): Promise<void> => {
  const name = `${compiler}-${resolution}-${node ? 'node' : 'browser'}`;
  const entries = every.filter((entry) => node || !ofNode.includes(entry));
  await writeFile(
    join(project, `${name}.mts`),
    `${entries.map((entry, i) => `import * as entry${i} from '${entry}';`).join('\n')}
import { deliver, mapValue, toSink, run } from '@penstock/stream';
const counts = await run(deliver([1, 2]), mapValue((n) => n.toFixed()), toSink(async (texts) => {
  for (const { value } of texts) value.toUpperCase();
}));
// Declarations that do not resolve would make this an \`any\`, which takes a text.
// @ts-expect-error
counts.received = 'many';
${node ? '' : browserUse}
export const all = [${entries.map((_, i) => `entry${i}`).join(', ')}];
`,
  );
  await writeFile(
    join(project, `${name}.json`),
    JSON.stringify({
      compilerOptions: {
        ...common,
        module: resolution === 'bundler' ? 'esnext' : resolution,
        moduleResolution: resolution,
        lib: node ? ['ES2022'] : ['ES2022', 'DOM'],
        types: node ? ['node'] : [],
      },
      files: [`${name}.mts`],
    }),
  );
  await run(process.execPath, [compilers[compiler], '-p', `${name}.json`], { cwd: project });
};
