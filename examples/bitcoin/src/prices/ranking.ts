/**
 * Where a row may come from, the lowest rank first. A row replaces another row of the same day only if its source ranks
 * at least as high. Of two rows of one source, the one that was found later is kept.
 *
 * `sample`: the closes in an npm package. `unknown`: rows without a source. `file`: the file that `--csv` names.
 */
export const sourceNames = ['sample', 'unknown', 'yahoo', 'file'] as const;

export type SourceName = (typeof sourceNames)[number];

/** The sources in words. */
export const sourceLabels: Readonly<Record<SourceName, string>> = {
  sample: 'the npm package @visx/mock-data',
  unknown: 'an unknown source',
  yahoo: 'Yahoo',
  file: 'a file',
};

/** `found` must be below this instant, in the year 2248, so that versions are safe integers. */
export const foundEnd = 2 ** 43;

/**
 * The version of a row: it grows with the rank of its source, then with the time (ms since the epoch) of its finding.
 */
export const versionOf = (source: SourceName, found: number): number => sourceNames.indexOf(source) * foundEnd + found;
