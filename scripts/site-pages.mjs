import { existsSync, readdirSync } from 'node:fs';

/**
 * Returns the Markdown pages in the folder `docs`, as sorted paths with slashes. The reference is not among them:
 * TypeDoc writes it when the site is built, from doc comments that have their own checks.
 */
export const sitePages = (docs) =>
  existsSync(docs)
    ? readdirSync(docs, { recursive: true })
        .map((name) => name.replaceAll('\\', '/'))
        .filter((name) => name.endsWith('.md') && !name.startsWith('reference/'))
        .toSorted()
    : [];
