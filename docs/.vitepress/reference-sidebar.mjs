import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vitePressSlug } from '../../scripts/page-links.mjs';

const packages = ['stream', 'sources', 'sink-es', 'forecast'].map((name) => `@penstock/${name}`);

/**
 * The sidebar of the reference: each path that a user imports, with the groups of its index. The pages of single
 * exports are not in it, because each of the 640 pages would then repeat all 640 links.
 *
 * TypeDoc writes the pages when the site is built. Without them the sidebar is empty.
 */
export function referenceSidebar(reference) {
  return packages.flatMap((name) => {
    const folder = join(reference, name);
    if (!existsSync(folder)) return [];
    const pages = readdirSync(folder, { recursive: true })
      .map((page) => page.replaceAll('\\', '/'))
      .filter((page) => page.endsWith('index.md'))
      .map((page) => ({ path: dirname(page), groups: groupsOf(join(folder, page)) }))
      .filter(({ groups }) => groups.length > 0)
      .toSorted((a, b) => Number(b.path === 'index') - Number(a.path === 'index') || a.path.localeCompare(b.path));
    return pages.map(({ path, groups }) => {
      const link = path === '.' ? `/reference/${name}/` : `/reference/${name}/${path}/`;
      return {
        text: path === '.' || path === 'index' ? name : `${name}/${path}`,
        link,
        collapsed: true,
        items: groups.map((group) => ({ text: group, link: `${link}#${vitePressSlug(group)}` })),
      };
    });
  });
}

/** The headings of an index, without those of lists of packages and modules. */
const groupsOf = (page) =>
  Array.from(readFileSync(page, 'utf8').matchAll(/^## (.+)$/gm), ([, heading]) => heading).filter(
    (heading) => heading !== 'Packages' && heading !== 'Modules',
  );
