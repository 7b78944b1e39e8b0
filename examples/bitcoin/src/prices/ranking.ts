/**
 * Where a row may come from, the lowest rank first. A row takes the place of another of the same day only if its source
 * ranks at least as high; of two rows of one source the one that was found later stands.
 *
 * `sample` are the closes that come with an npm package, `unknown` is what does not say where it comes from, and `file`
 * is the file that `--csv` names.
 */
export const sourceNames = ['sample', 'unknown', 'yahoo', 'file'] as const;

export type SourceName = (typeof sourceNames)[number];

/** For people. */
export const sourceLabels: Readonly<Record<SourceName, string>> = {
  sample: 'the npm package @visx/mock-data',
  unknown: 'an unknown source',
  yahoo: 'Yahoo',
  file: 'a file',
};

/** What comes after every instant at which a row can be found: the year 2248, so that versions stay safe integers. */
export const foundEnd = 2 ** 43;

/**
 * A number that grows with the rank of a row's source, then with the instant (ms since the epoch) at which it was
 * found.
 */
export const versionOf = (source: SourceName, found: number): number => sourceNames.indexOf(source) * foundEnd + found;
