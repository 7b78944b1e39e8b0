import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readPage } from './read-page.ts';
import type { Step } from './read-page.ts';

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '../../..');
const docs = join(root, 'docs');
/** What a reader of any page has installed. */
export const modules = join(root, 'examples', 'tasks', 'node_modules');

/** A page and what its reader does. */
export interface Page {
  /** From the folder `docs`. */
  readonly path: string;
  readonly steps: readonly Step[];
  /** Whether its programs talk to Kafka or Elasticsearch. */
  readonly needsServers: boolean;
}

/** The page at `path`, from the folder `docs`. */
export const pageAt = (path: string): Page => {
  const steps = readPage(readFileSync(join(docs, path), 'utf8'), (included) =>
    readFileSync(join(docs, included), 'utf8'),
  );
  const needsServers = steps.some((step) => step.kind === 'file' && /localhost:9[02]/.test(step.text));
  return { path, steps, needsServers };
};

/** All pages of how-tos, in the order of their names. */
export const howTos = (): Page[] =>
  readdirSync(join(docs, 'how-to'))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => pageAt(`how-to/${name}`));
