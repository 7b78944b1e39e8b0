import { between } from '../theme/palette.ts';

/** The colour of a year: the newer the year, the stronger its colour. */
export const colourOfYear = (year: number, years: readonly number[]): string => {
  const [first, last] = [years[0]!, years.at(-1)!];
  return between('year-old', 'year-new', last === first ? 1 : (year - first) / (last - first));
};
