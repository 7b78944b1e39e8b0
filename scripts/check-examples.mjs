/**
 * Type-checks every ```ts example of the doc comments in `packages/<name>/src`, of the pages in `docs` and of the
 * READMEs: `node scripts/check-examples.mjs [ROOT]`.
 *
 * In a doc comment, exports of the file, of its package and of `@penstock/stream` need no import; all other names do.
 * On a page, an example or one before it must import all names. `scripts/example-names.d.ts` declares the names of the
 * reader's own data, such as `candles`. A fence ```ts no-check marks a fragment, which is not checked.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { publicFolders } from './manifests.mjs';
import { sitePages } from './site-pages.mjs';

const namesFile = 'scripts/example-names.d.ts';
const streamName = '@penstock/stream';

/** Returns one line for each mistake in an example, and the number of examples. */
export function checkExamples(root) {
  const packages = publicPackages(root);
  const stream = packages.find(({ name }) => name === streamName);
  const examples = packages.flatMap((owner) =>
    sourceFiles(join(owner.dir, 'src')).flatMap((file) => examplesOf(file, owner.dir, [owner, stream])),
  );
  // The reader of a page has all packages, like the example program.
  const reader = join(root, 'examples', 'bitcoin');
  for (const file of pages(root)) examples.push(...examplesOf(file, existsSync(reader) ? reader : root, []));
  return { count: examples.length, problems: diagnose(root, examples) };
}

/** Returns `{ file, line, path, text }` for each example: its place, and the module that is made of it. */
function examplesOf(file, home, imported) {
  const source = readFileSync(file, 'utf8');
  const isPage = file.endsWith('.md');
  const found = [];
  /** The imports of earlier examples on the same page. */
  const carried = { exports: new Map() };
  for (const comment of isPage ? [{ text: source, at: 0 }] : docComments(source)) {
    // The lines of a doc comment begin with ` * `. They are replaced by blanks, which keeps every column.
    const text = isPage
      ? comment.text
      : comment.text.replace(/^[ \t]*\*?(?= |$)/gm, (margin) => ' '.repeat(margin.length));
    for (const match of text.matchAll(/^[ \t]*```ts([^\n]*)\n([\s\S]*?)^[ \t]*```/gm)) {
      if (match[1].trim() === 'no-check') continue;
      const before = source.slice(0, comment.at).split('\n').length + text.slice(0, match.index).split('\n').length - 1;
      const code = match[2];
      found.push({
        file,
        line: before,
        path: join(home, `example-${found.length}-${relative(home, file).replaceAll(/[^\w]+/g, '-')}.mts`),
        text: `${importsFor(code, isPage ? [carried] : [...imported, itself(file, home)])}export {};\n${code}`,
      });
      for (const [name, specifier] of importedNames(code)) carried.exports.set(name, specifier);
    }
  }
  return found;
}

function docComments(source) {
  return [...source.matchAll(/\/\*\*[\s\S]*?\*\//g)].map((match) => ({
    text: match[0].replace(/^\/\*\*/, '   ').replace(/\*\/$/, '  '),
    at: match.index,
  }));
}

/** Returns the imports in one line, so that line n of the module is line n - 1 of the example. */
function importsFor(code, packages) {
  const parsed = ts.createSourceFile('example.mts', code, ts.ScriptTarget.ES2022, true);
  const used = new Set();
  const own = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node)) used.add(node.text);
    if (
      (ts.isVariableDeclaration(node) ||
        ts.isBindingElement(node) ||
        ts.isTypeAliasDeclaration(node) ||
        ts.isFunctionDeclaration(node) ||
        ts.isClassDeclaration(node) ||
        ts.isInterfaceDeclaration(node) ||
        ts.isImportSpecifier(node) ||
        ts.isImportClause(node)) &&
      node.name &&
      ts.isIdentifier(node.name)
    )
      own.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  const imports = [];
  for (const { exports } of packages) {
    for (const [name, specifier] of exports) {
      if (!used.has(name) || own.has(name)) continue;
      own.add(name);
      imports.push(`import { ${name} } from '${specifier}';`);
    }
  }
  return imports.join(' ');
}

/** An example may also use what its own file exports, even when no entry of the package does. */
function itself(file, home) {
  const names = [
    ...readFileSync(file, 'utf8').matchAll(
      /^export (?:abstract )?(?:async )?(?:const|class|function\*?|interface|type) (\w+)/gm,
    ),
  ];
  return { exports: new Map(names.map(([, name]) => [name, `./${relative(home, file)}`])) };
}

function importedNames(code) {
  return [...code.matchAll(/^import (?:type )?\{([^}]+)\} from '([^']+)'/gm)].flatMap(([, names, specifier]) =>
    names.split(',').map((name) => [name.replace('type ', '').trim(), specifier]),
  );
}

function diagnose(root, examples) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => readFileSync(path, 'utf8'));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  Object.assign(options, {
    noEmit: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: false,
    isolatedModules: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  });
  const byPath = new Map(examples.map((example) => [example.path, example]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => byPath.has(path) || fileExists(path);
  host.readFile = (path) => byPath.get(path)?.text ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const example = byPath.get(path);
    return example
      ? ts.createSourceFile(path, example.text, version, true)
      : getSourceFile.call(host, path, version, ...rest);
  };
  // The reader of a page has installed the packages that it uses. Here these are dependencies of the tests of any
  // package.
  const homes = [
    '.',
    'examples/tasks',
    ...readdirSync(join(root, 'packages')).map((name) => join('packages', name)),
  ].map((path) => join(root, path, 'x'));
  host.resolveModuleNameLiterals = (literals, containing, redirected, settings, module) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(module, literal, settings);
      const from = byPath.has(containing) ? [containing, ...homes] : [containing];
      const tries = from.map(
        (path) => () => ts.resolveModuleName(literal.text, path, settings, host, undefined, redirected, mode),
      );
      return tries.reduce((found, next) => (found.resolvedModule ? found : next()), { resolvedModule: undefined });
    });
  const names = [join(root, namesFile)].filter((path) => existsSync(path));
  const program = ts.createProgram([...names, ...byPath.keys()], options, host);
  const ours = names
    .flatMap((path) => program.getSemanticDiagnostics(program.getSourceFile(path)))
    .map(({ messageText }) => `${namesFile}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  return ours.concat(
    [...byPath.values()].flatMap((example) => {
      const module = program.getSourceFile(example.path);
      return [...program.getSyntacticDiagnostics(module), ...program.getSemanticDiagnostics(module)].map(
        ({ start = 0, messageText }) => {
          const { line } = module.getLineAndCharacterOfPosition(start);
          return (
            `${relative(root, example.file)}:${example.line + line}: ` +
            `${ts.flattenDiagnosticMessageText(messageText, ' ')}`
          );
        },
      );
    }),
  );
}

/** Returns the exports of each entry of the public packages, with the specifier to import them from. */
function publicPackages(root) {
  return publicFolders(root)
    .map((folder) => join(root, folder))
    .map((dir) => ({ dir, manifest: JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) }))
    .map(({ dir, manifest }) => {
      const exports = new Map();
      for (const [path, target] of Object.entries(manifest.exports ?? {})) {
        const entry = target['@penstock/source'];
        if (!entry) continue;
        for (const name of exportedNames(join(dir, entry)))
          if (!exports.has(name)) exports.set(name, manifest.name + path.slice(1));
      }
      return { name: manifest.name, dir, exports };
    });
}

function exportedNames(entry) {
  const parsed = ts.createSourceFile(entry, readFileSync(entry, 'utf8'), ts.ScriptTarget.ES2022);
  return parsed.statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause }) =>
      exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [],
    );
}

function sourceFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .map((name) => join(folder, name));
}

function pages(root) {
  const docs = join(root, 'docs');
  const found = sitePages(docs).map((name) => join(docs, name));
  const readmes = ['.', ...readdirSync(join(root, 'packages')).map((name) => join('packages', name))].map((dir) =>
    join(root, dir, 'README.md'),
  );
  return [...found, ...readmes.filter((path) => existsSync(path))];
}

if (process.argv[1] && realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url))) {
  const { count, problems } = checkExamples(
    realpathSync(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..')),
  );
  for (const problem of problems) console.error(problem);
  console.log(`${count} examples, ${problems.length} mistakes`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
