/** Finds links that lead nowhere: on pages of the site, and in Markdown files that GitHub and npm show. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';

/** Returns one line for each broken link of a page of `docs`: in its text, its frontmatter and its HTML. */
export function brokenPageLinks(docs, page, text) {
  const [, frontmatter = ''] = /^---\n([^]*?)^---$/m.exec(text.startsWith('---\n') ? text : '') ?? [];
  const prose = withoutCode(text);
  const links = [
    ...markdownLinks(prose),
    ...Array.from(frontmatter.matchAll(/\b(?:link|src|light|dark|image): *['"]?(\/[^\s'",}]*)/g), ([, link]) => link),
    ...Array.from(prose.matchAll(/\b(?:href|src)="([^"]+)"/g), ([, link]) => link),
  ];
  const included = Array.from(text.matchAll(/^<<< @\/(\S+)$/gm), ([, path]) => path);
  return [
    ...links
      .filter((link) => !isElsewhere(link) && !isOnSite(docs, page, link))
      .map((link) => `docs/${page} links to ${link}, which does not exist.`),
    ...included
      .filter((path) => !existsSync(join(docs, path)))
      .map((path) => `docs/${page} shows ${path}, which does not exist.`),
  ];
}

/** Returns one line for each broken link of a Markdown file outside `docs`. */
export function brokenReadmeLinks(root, file) {
  return markdownLinks(withoutCode(readFileSync(join(root, file), 'utf8')))
    .filter((link) => !isElsewhere(link) && !isInRepository(root, file, link))
    .map((link) => `${file} links to ${link}, which does not exist.`);
}

/** READMEs, CONTRIBUTING, changesets and templates: every Markdown file that GitHub shows outside `docs`. */
export function readmes(root) {
  const groups = ['packages', 'examples', 'tools'].filter((name) => existsSync(join(root, name)));
  const folders = groups.flatMap((name) => readdirSync(join(root, name)).map((child) => posix.join(name, child)));
  return ['.', '.changeset', '.github', 'benchmarks', ...folders]
    .filter((folder) => existsSync(join(root, folder)) && statSync(join(root, folder)).isDirectory())
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => posix.join(folder, name)))
    .filter((file) => file.endsWith('.md'));
}

const withoutCode = (text) => text.replace(/^```[^]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');

const markdownLinks = (prose) => Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link);

const isElsewhere = (link) => /^[a-z]+:/.test(link);

function isOnSite(docs, page, link) {
  const [path, anchor] = link.split('#');
  const file = path === '' ? page : pathOnSite(docs, page, path);
  // TypeDoc writes the reference when the site is built, so its pages may not exist yet.
  if (file.startsWith('reference/') || existsSync(join(docs, 'public', file))) return true;
  return hasAnchor(join(docs, file), anchor, vitePressSlug);
}

/** `/guide/` is the page `guide/index.md`, and `/guide/install` is `guide/install.md`. */
function pathOnSite(docs, page, path) {
  if (!path.startsWith('/')) return relative(docs, resolve(docs, dirname(page), path)).replaceAll('\\', '/');
  if (path.endsWith('/')) return `${path.slice(1)}index.md`;
  return posix.extname(path) === '' ? `${path.slice(1)}.md` : path.slice(1);
}

function isInRepository(root, file, link) {
  const [path, anchor] = link.split('#');
  return hasAnchor(path === '' ? join(root, file) : resolve(root, dirname(file), path), anchor, gitHubSlug);
}

function hasAnchor(file, anchor, slug) {
  if (!existsSync(file)) return false;
  return anchor === undefined || anchorsOf(readFileSync(file, 'utf8'), slug).has(anchor);
}

function anchorsOf(text, slug) {
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
export const vitePressSlug = (heading) =>
  heading
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .replaceAll(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .replace(/^(\d)/, '_$1')
    .toLowerCase();

/** The anchor that GitHub gives a heading: punctuation is removed, and each space becomes a hyphen. */
const gitHubSlug = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
