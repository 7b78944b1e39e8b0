/**
 * Checks that docs/guide/layout.md names every source folder, and that every folder and file on the page exists:
 * `node scripts/check-map.mjs [ROOT]`.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const page = 'docs/guide/layout.md';

/** Returns one line for each folder that the page lacks, and for each name on the page that does not exist. */
export function checkMap(root) {
  const text = readFileSync(join(root, page), 'utf8');
  const tables = [...text.matchAll(/^\| folder of `([^`]+)` \|.*\n\|[-|]+\n((?:\|.*\n)*)/gm)];
  const named = tables.flatMap(([, base, rows]) =>
    [...rows.matchAll(/^\| `([^`]+)\/` \|/gm)].map(([, folder]) => `${base}/${folder}`),
  );
  const bases = tables.map(([, base]) => base);
  const found = bases.flatMap((base) => foldersWithFiles(root, base)).filter((folder) => !bases.includes(folder));
  const files = [...text.matchAll(/`((?:packages|examples|tools|scripts)\/[^`\s]+\.[a-z]+)`/g)].map(([, file]) => file);
  return [
    ...found
      .filter((folder) => !named.includes(folder))
      .map((folder) => `${page} does not name ${folder}. Add it to its table.`),
    ...[...named, ...files]
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${page} names ${path}, which does not exist. Correct the page.`),
  ];
}

function foldersWithFiles(root, folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const own = entries.some((entry) => entry.isFile()) ? [folder] : [];
  const within = entries.filter((entry) => entry.isDirectory());
  return [...own, ...within.flatMap(({ name }) => foldersWithFiles(root, `${folder}/${name}`))];
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const problems = checkMap(resolve(process.argv[2] ?? join(import.meta.dirname, '..')));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
