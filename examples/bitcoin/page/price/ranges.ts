const dayMs = 86_400_000;

/** The spans that the range buttons show, up to the newest bar. */
export const ranges = ['1M', '3M', '1Y', '5Y', 'All'] as const;
export type Range = (typeof ranges)[number];

const days: Readonly<Record<Exclude<Range, 'All'>, number>> = { '1M': 31, '3M': 92, '1Y': 365, '5Y': 1_826 };

/**
 * The span that a range shows of bars from `first` to `last`, with `ahead` of forecast after them. All in milliseconds.
 */
export const spanOf = (range: Range, first: number, last: number, ahead = 0): { from: number; to: number } => ({
  from: range === 'All' ? first : Math.max(first, last - days[range] * dayMs),
  to: last + ahead,
});
