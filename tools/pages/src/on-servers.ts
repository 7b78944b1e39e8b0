import type { Project } from './run-page.ts';

const names = /\b((?:topic|group|index|alias)\w*(?:: |\s*=\s*))'([a-z][a-z-]*)'/g;

/**
 * Changes a page to use the servers of a test, which many tests share: replaces the addresses, and adds `suffix` to the
 * names of topics, groups, indices and aliases.
 */
export const onServers = (
  { kafka, elasticsearch }: { readonly kafka: readonly string[]; readonly elasticsearch: string },
  suffix: string,
): Required<Pick<Project, 'change' | 'changeBack'>> => ({
  change: (text) =>
    text
      .replaceAll('http://localhost:9200', elasticsearch)
      .replaceAll('localhost:9092', kafka[0]!)
      .replaceAll(names, `$1'$2${suffix}'`),
  changeBack: (output) =>
    output
      .replaceAll(suffix, '')
      .replaceAll(elasticsearch, 'http://localhost:9200')
      .replaceAll(kafka[0]!, 'localhost:9092'),
});
