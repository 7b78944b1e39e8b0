import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { runScript } from './project.ts';
import type { Manager } from './project.ts';
import { packageFolders, root } from './workspace.ts';

/**
 * Imports and requires entries in a project, and returns how many names `import` and `require` give for each.
 *
 * Node 20 cannot require an ES module from an archive of `yarn-pnp`. That is not tried, and the result is -1.
 */
export const loadEntries = async (
  project: string,
  manager: Manager,
  entries: readonly string[],
): Promise<readonly (readonly [entry: string, imported: number, required: number])[]> => {
  await writeFile(
    join(project, 'load.mjs'),
    `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const found = [];
for (const entry of ${JSON.stringify(entries)}) {
  const required = ${manager === 'yarn-pnp' ? '-1' : 'Object.keys(require(entry)).length'};
  found.push([entry, Object.keys(await import(entry)).length, required]);
}
console.log(JSON.stringify(found));
`,
  );
  return JSON.parse((await runScript(project, manager, 'load.mjs')).stdout) as [string, number, number][];
};

/** Runs the example of each README that needs no server, and returns the output of each. */
export const runReadmes = async (project: string, manager: Manager): Promise<Readonly<Record<string, string>>> => {
  const names = (await packageFolders()).filter((name) => name !== 'sink-es');
  const printed = names.map(async (name) => {
    await writeFile(join(project, `${name}.mjs`), await readmeExample(name));
    return [name, (await runScript(project, manager, `${name}.mjs`)).stdout] as const;
  });
  return Object.fromEntries(await Promise.all(printed));
};

const readmeExample = async (name: string): Promise<string> => {
  const text = await readFile(join(root, 'packages', name, 'README.md'), 'utf8');
  const [, code] = /^```ts\n([^]*?)^```/m.exec(text) ?? [];
  if (code === undefined) throw new Error(`Expected an example in the README of ${name}.`);
  return ts.transpile(code, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext });
};
