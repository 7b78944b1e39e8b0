import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readPage } from './read-page.ts';
import type { Step } from './read-page.ts';

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '../../..');
const docs = join(root, 'docs');
/** The `node_modules` with all packages that any page installs. */
export const modules = join(root, 'examples', 'tasks', 'node_modules');

/** A page with its steps. */
export interface Page {
  /** Path from the folder `docs`. */
  readonly path: string;
  readonly steps: readonly Step[];
  /** True when its programs use Kafka or Elasticsearch. */
  readonly needsServers: boolean;
}

/** Reads the page at `path`, from the folder `docs`. */
export const pageAt = (path: string): Page => {
  const steps = readPage(readFileSync(join(docs, path), 'utf8'), (included) =>
    readFileSync(join(docs, included), 'utf8'),
  );
  const needsServers = steps.some((step) => step.kind === 'file' && /localhost:9[02]/.test(step.text));
  return { path, steps, needsServers };
};

/** All how-to pages, sorted by name. */
export const howTos = (): Page[] =>
  readdirSync(join(docs, 'how-to'))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => pageAt(`how-to/${name}`));
