import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from './run.ts';

const resolve = createRequire(import.meta.url).resolve;

/** The compilers by version; the workspace uses the last one. */
const compilers = {
  '5.4': resolve('typescript-5.4/bin/tsc'),
  '5.9': resolve('typescript-5.9/bin/tsc'),
  '6.0': resolve('typescript/bin/tsc'),
} as const;

/** The compiler settings of a user's project. */
export interface Setting {
  readonly compiler: keyof typeof compilers;
  readonly resolution: 'node16' | 'nodenext' | 'bundler';
  /** True for the types of Node, false for the types of a browser. */
  readonly node: boolean;
}

/** The settings that all projects share. Unlike in most projects, the declarations of all packages are also checked. */
const common = { target: 'ES2022', strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false };

/** The entries whose declarations use Node's types, because their client's declarations do. */
const ofNode = ['@penstock/sink-es', '@penstock/sources/kafka'];

/** A program for a browser only: it uses the browser's own worker for the engine. */
const browserUse = `import { wasmEngine } from '@penstock/forecast';
export const engine = wasmEngine({ worker: () => new Worker(new URL('/worker.js', location.href)) });`;

/**
 * Compiles a program in a project that has the packages. The program imports every entry that the setting supports.
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
