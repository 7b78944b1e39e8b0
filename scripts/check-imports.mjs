/**
 * Enforces which package may import which, and that only public names are used:
 * `node scripts/check-imports.mjs [ROOT]`.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** What the sources of each package may import from its siblings. A package that is not named here may import none. */
const ALLOWED = {
  '@penstock/stream': [],
  '@penstock/sources': ['@penstock/stream'],
  '@penstock/sink-es': ['@penstock/stream'],
  '@penstock/forecast': ['@penstock/stream'],
};
/** What developing needs. Tests of every package may use it, what is published or copied may not. */
const TOOLS = 'tools';
const SOURCE_FILE = /\.[cm]?[jt]sx?$/;
const NOT_OURS = new Set(['node_modules', 'dist', '.cache', 'coverage']);

/** Returns one line for each import that breaks a rule, in the order of the files. */
export function checkImports(root) {
  const packages = workspacePackages(root);
  const byName = new Map(packages.map((entry) => [entry.manifest.name, entry]));
  const violations = [];

  for (const owner of packages) {
    for (const file of sourceFiles(owner.dir)) {
      for (const specifier of importsOf(file)) {
        const problem = judge(specifier, file, owner, byName);
        if (problem) violations.push(`${relative(root, file)}: '${specifier}' ${problem}`);
      }
    }
  }
  return violations;
}

function judge(specifier, file, owner, byName) {
  if (specifier.startsWith('.')) {
    const target = resolve(dirname(file), specifier);
    return target === owner.dir || target.startsWith(owner.dir + sep) ? undefined : 'leaves its package';
  }
  if (specifier.startsWith('/') || specifier.startsWith('file:')) return 'is not a relative path or a package name';
  if (!specifier.startsWith('@penstock/')) return undefined;

  const [scope, short, ...rest] = specifier.split('/');
  const name = `${scope}/${short}`;
  const target = byName.get(name);
  if (!target) return 'is not a package of this workspace';
  if (target.group === TOOLS && owner.group !== TOOLS && !isTest(file, owner)) return 'is for tests alone';
  // A package may name itself: its tests then see what its users see.
  if (
    target.group !== TOOLS &&
    owner.group === 'packages' &&
    name !== owner.manifest.name &&
    !(ALLOWED[owner.manifest.name] ?? []).includes(name)
  ) {
    return (
      `is not allowed: ${owner.manifest.name} may import ` +
      `${(ALLOWED[owner.manifest.name] ?? []).join(', ') || 'no sibling'}`
    );
  }
  const subpath = rest.length === 0 ? '.' : `./${rest.join('/')}`;
  return subpath in (target.manifest.exports ?? {}) ? undefined : `is not among the exports of ${name}`;
}

const isTest = (file, owner) => relative(owner.dir, file).split(sep)[0] === 'test';

function workspacePackages(root) {
  return ['packages', 'examples', TOOLS].flatMap((group) => {
    const base = join(root, group);
    if (!existsSync(base)) return [];
    return readdirSync(base, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(base, entry.name, 'package.json')))
      .map((entry) => ({
        dir: join(base, entry.name),
        group,
        manifest: JSON.parse(readFileSync(join(base, entry.name, 'package.json'), 'utf8')),
      }));
  });
}

function sourceFiles(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : sourceFiles(path);
    return SOURCE_FILE.test(entry.name) ? [path] : [];
  });
}

function importsOf(file) {
  // The second flag makes it read the imports, the third those of JavaScript (require) as well.
  return ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map((found) => found.fileName);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const violations = checkImports(resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))));
  for (const violation of violations) console.error(violation);
  if (violations.length > 0) {
    console.error(`${violations.length} import(s) break the packages' directions; see CONTRIBUTING.md`);
    process.exitCode = 1;
  }
}
