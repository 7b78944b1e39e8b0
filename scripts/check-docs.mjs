/**
 * Checks the pages in `docs`: `node scripts/check-docs.mjs [ROOT]`.
 *
 * Every error code has exactly one entry in troubleshooting.md, and every entry is for an existing code. Every link and
 * anchor exists. The sidebar has every page. TypeDoc checks the reference, so this script does not.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const codes = /\bPENSTOCK_[A-Z0-9_]+\b/g;
const troubleshooting = 'guide/troubleshooting.md';

/** Returns one line for each mistake. */
export function checkDocs(root) {
  const docs = join(root, 'docs');
  const pages = readdirSync(docs, { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.md') && !name.startsWith('reference/'))
    .toSorted();
  const texts = new Map(pages.map((page) => [page, readFileSync(join(docs, page), 'utf8')]));
  return [
    ...checkCodes(codesIn(root), texts.get(troubleshooting) ?? ''),
    ...[...texts].flatMap(([page, text]) => checkLinks(docs, page, text)),
    ...checkSidebar(readFileSync(join(docs, '.vitepress/config.mjs'), 'utf8'), pages),
  ];
}

/** The codes that the packages' sources name. */
function codesIn(root) {
  const files = readdirSync(join(root, 'packages')).flatMap((name) => {
    const source = join(root, 'packages', name, 'src');
    if (!existsSync(source)) return [];
    return readdirSync(source, { recursive: true })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(source, file));
  });
  return new Set(files.flatMap((file) => readFileSync(file, 'utf8').match(codes) ?? []));
}

export function checkCodes(known, text) {
  const entries = Array.from(text.matchAll(/^### (PENSTOCK_[A-Z0-9_]+)$/gm), ([, code]) => code);
  return [
    ...[...known]
      .filter((code) => !entries.includes(code))
      .map((code) => `docs/${troubleshooting} has no entry for ${code}. Add one: what it means, and what to do.`),
    ...entries
      .filter((code, i) => !known.has(code) || entries.indexOf(code) !== i)
      .map(
        (code) => `docs/${troubleshooting} has an entry for ${code}, which is unknown or has another entry. Remove it.`,
      ),
  ];
}

function checkLinks(docs, page, text) {
  const prose = text.replace(/^```[^]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const links = Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link);
  const included = Array.from(text.matchAll(/^<<< @\/(\S+)$/gm), ([, path]) => path);
  return [
    ...links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => !leadsSomewhere(docs, page, link))
      .map((link) => `docs/${page} links to ${link}, which does not exist.`),
    ...included
      .filter((path) => !existsSync(join(docs, path)))
      .map((path) => `docs/${page} shows ${path}, which does not exist.`),
  ];
}

function leadsSomewhere(docs, page, link) {
  const [path, anchor] = link.split('#');
  const file = path === '' ? page : relative(docs, resolve(docs, dirname(page), path)).replaceAll('\\', '/');
  // TypeDoc writes the reference when the site is built, so its pages may not exist yet.
  if (file.startsWith('reference/')) return true;
  if (!existsSync(join(docs, file))) return false;
  return anchor === undefined || anchorsOf(readFileSync(join(docs, file), 'utf8')).has(anchor);
}

function anchorsOf(text) {
  const seen = new Map();
  const headings = text.replace(/^```[^]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    Array.from(headings, ([, heading]) => {
      const anchor = slug(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
      const times = seen.get(anchor) ?? 0;
      seen.set(anchor, times + 1);
      return times === 0 ? anchor : `${anchor}-${times}`;
    }),
  );
}

/** The anchor that VitePress gives a heading. */
const slug = (heading) =>
  heading
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .replaceAll(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .replace(/^(\d)/, '_$1')
    .toLowerCase();

export function checkSidebar(config, pages) {
  const linked = Array.from(config.matchAll(/'(\/(?:guide|how-to|tutorial)\/[^']*)'/g), ([, link]) =>
    link.endsWith('/') ? `${link.slice(1)}index.md` : `${link.slice(1)}.md`,
  );
  return [
    ...pages
      .filter((page) => page.includes('/') && !linked.includes(page))
      .map((page) => `The sidebar of docs/.vitepress/config.mjs does not have docs/${page}. Add it.`),
    ...linked
      .filter((page) => !pages.includes(page))
      .map((page) => `docs/.vitepress/config.mjs links to docs/${page}, which does not exist.`),
  ];
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const problems = checkDocs(resolve(process.argv[2] ?? join(import.meta.dirname, '..')));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
