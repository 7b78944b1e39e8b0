/**
 * Checks the pages in `docs` and the Markdown files that GitHub shows: `node scripts/check-docs.mjs [ROOT]`.
 *
 * Every error code has exactly one entry in troubleshooting.md, and every entry is for an existing code. Every link and
 * anchor exists, also in the frontmatter of pages and in READMEs. The sidebar has every page. TypeDoc checks the
 * reference, so this script does not.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenPageLinks, brokenReadmeLinks, readmes } from './page-links.mjs';
import { sitePages } from './site-pages.mjs';

const codes = /\bPENSTOCK_[A-Z0-9_]+\b/g;
const troubleshooting = 'guide/troubleshooting.md';

/** Returns one line for each mistake. */
export function checkDocs(root) {
  const docs = join(root, 'docs');
  const pages = sitePages(docs);
  const texts = new Map(pages.map((page) => [page, readFileSync(join(docs, page), 'utf8')]));
  return [
    ...checkCodes(codesIn(root), texts.get(troubleshooting) ?? ''),
    ...[...texts].flatMap(([page, text]) => brokenPageLinks(docs, page, text)),
    ...readmes(root).flatMap((file) => brokenReadmeLinks(root, file)),
    ...checkSidebar(readFileSync(join(docs, '.vitepress/config.mjs'), 'utf8'), pages),
  ];
}

/** Returns the codes in the sources of the packages. */
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
