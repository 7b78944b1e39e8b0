/**
 * Keeps reports of the packages' exports, and requires a changeset for each change of them:
 *
 *   node scripts/api-report.mjs            # lists the reports in `etc` that differ from the build or lack a changeset
 *   node scripts/api-report.mjs --write    # writes the reports of the build
 *   node scripts/api-report.mjs --release  # marks the reports as released, when versions are raised
 *
 * A report has the declarations of the exports of each entry, then the declarations of types that the exports use but
 * no entry exports. When a report differs from the released one, a changeset of the package must describe the change.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { publicFolders } from './manifests.mjs';

const released = 'etc/released.json';

/** `{ name, path, text }` of each public package, from the declarations in its `dist`. */
export function makeReports(root) {
  const packages = packagesOf(root).map((each) => ({ ...each, entries: entriesOf(root, each.folder) }));
  const declarations = packages.flatMap(({ entries }) => entries.map((entry) => entry.declarations));
  const program = ts.createProgram(declarations, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  });
  return packages.map(({ name, path, folder, entries }) => ({
    name,
    path,
    text: reportOf(name, join(root, folder), entries, program),
  }));
}

/** Returns one line for each report that differs from the build, and for each package that lacks a changeset. */
export function checkReports(root, reports) {
  const hashes = existsSync(join(root, released)) ? JSON.parse(read(root, released)) : {};
  const changed = packagesWithChangeset(root);
  return reports.flatMap(({ name, path, text }) => {
    if (!existsSync(join(root, path)) || read(root, path) !== text) {
      return [
        `${path} is not what the build of ${name} exports. If the change is meant, run node scripts/api-report.mjs ` +
          '--write and commit the report with a changeset.',
      ];
    }
    if (hashes[name] === hashOf(text) || changed.has(name)) return [];
    return [`${path} has changed since the last release, but no changeset names ${name}. Add one: npx changeset.`];
  });
}

/** Marks the reports on disk as released. */
export function markReleased(root, reports) {
  const hashes = Object.fromEntries(reports.map(({ name, path }) => [name, hashOf(read(root, path))]));
  writeFileSync(join(root, released), `${JSON.stringify(hashes, undefined, 2)}\n`);
}

/** `{ name, folder, path }` of each public package; `path` is the path of its report. */
export function packagesOf(root) {
  return publicFolders(root).map((folder) => ({
    name: JSON.parse(read(root, join(folder, 'package.json'))).name,
    folder,
    path: `etc/${folder.split('/')[1]}.api.md`,
  }));
}

function reportOf(name, folder, entries, program) {
  const checker = program.getTypeChecker();
  const printer = ts.createPrinter({ removeComments: true });
  const resolved = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const isOwn = (symbol) => symbol.declarations?.some(({ parent }) => isTopLevel(parent, folder));

  const exported = new Map();
  for (const { entry, declarations } of entries) {
    const file = program.getSourceFile(declarations);
    if (file === undefined) throw new Error(`${declarations} does not exist. Build first: npm run build.`);
    const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(file)).toSorted(byName);
    exported.set(
      entry,
      symbols.map((symbol) => [symbol.name, resolved(symbol)]),
    );
  }
  const known = new Set([...exported.values()].flatMap((symbols) => symbols.map(([, symbol]) => symbol)));
  const hidden = [];

  /** Prints a symbol's declarations, and adds the types that they refer to and no entry exports to the list. */
  const print = (symbol) =>
    (symbol.declarations ?? [])
      .map((node) => (ts.isVariableDeclaration(node) ? node.parent.parent : node))
      .map((node) => {
        const visit = (child) => {
          const found = ts.isIdentifier(child) ? checker.getSymbolAtLocation(child) : undefined;
          const target = found && resolved(found);
          if (target && !known.has(target) && isOwn(target)) {
            known.add(target);
            hidden.push([target.name, target]);
          }
          ts.forEachChild(child, visit);
        };
        visit(node);
        return printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()).replace(/\bdeclare /, '');
      })
      .join('\n');
  const section = (title, symbols) =>
    `## ${title}\n\n${symbols.map(([own, symbol]) => `### ${own}\n\n\`\`\`ts\n${print(symbol)}\n\`\`\`\n`).join('\n')}`;

  const sections = [...exported].map(([entry, symbols]) => section(entry, symbols));
  const rest = [];
  // These declarations may refer to more types, which are added to the list.
  for (let i = 0; i < hidden.length; i += 1) rest.push([hidden[i][0], print(hidden[i][1])]);
  const seen = rest
    .toSorted(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([own, text]) => `### ${own}\n\n\`\`\`ts\n${text}\n\`\`\`\n`);
  return [
    `# What ${name} exports\n\nWritten by \`node scripts/api-report.mjs --write\`.\n`,
    ...sections,
    ...(seen.length > 0 ? [`## Seen in signatures only\n\n${seen.join('\n')}`] : []),
  ].join('\n');
}

/** True for a top-level declaration in a file of the package. */
function isTopLevel(parent, folder) {
  const node = ts.isVariableDeclarationList(parent) ? parent.parent.parent : parent;
  return ts.isSourceFile(node) && node.fileName.startsWith(`${folder}/dist/`);
}

function entriesOf(root, folder) {
  const { name, exports } = JSON.parse(read(root, join(folder, 'package.json')));
  return Object.entries(exports)
    .filter(([, { types }]) => types !== undefined)
    .map(([path, { types }]) => ({ entry: name + path.slice(1), declarations: join(root, folder, types) }));
}

/** The names of the packages in the front matter of the changesets in `.changeset`. */
function packagesWithChangeset(root) {
  const files = readdirSync(join(root, '.changeset')).filter((file) => file.endsWith('.md') && file !== 'README.md');
  const heads = files.map((file) => read(root, join('.changeset', file)).split('---')[1] ?? '');
  return new Set(heads.flatMap((head) => [...head.matchAll(/^['"]?(@[\w/-]+)['"]?:/gm)].map(([, name]) => name)));
}

const read = (root, path) => readFileSync(join(root, path), 'utf8');
const hashOf = (text) => createHash('sha256').update(text).digest('hex');
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const byName = (a, b) => compare(a.name, b.name);

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = realpathSync(join(import.meta.dirname, '..'));
  const [, , mode] = process.argv;
  if (mode === '--release') {
    markReleased(root, packagesOf(root));
  } else {
    const reports = makeReports(root);
    if (mode === '--write') for (const { path, text } of reports) writeFileSync(join(root, path), text);
    const problems = checkReports(root, reports);
    for (const problem of problems) console.error(problem);
    process.exitCode = problems.length === 0 ? 0 : 1;
  }
}
