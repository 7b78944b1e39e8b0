import { candidate } from '../ensemble/candidate.ts';
import type { Candidate } from '../ensemble/candidate.ts';
import { autoregression } from '../forecasters/autoregression.ts';
import { arima } from '../forecasters/arima.ts';
import { drift } from '../forecasters/drift.ts';
import { ets } from '../forecasters/ets.ts';
import { mean } from '../forecasters/mean.ts';
import { mstl } from '../forecasters/mstl.ts';
import { naive } from '../forecasters/naive.ts';
import { seasonalNaive } from '../forecasters/seasonal-naive.ts';
import { theta } from '../forecasters/theta.ts';
import { seasonalDifference } from '../transforms/difference.ts';
import { log } from '../transforms/log.ts';

/** Exponential smoothing has one state for each row of a season; longer seasons take too long to fit. */
const longestEtsSeason = 60;

/**
 * For longer seasons the package takes a twentieth of a second for each forecast, and it gained nothing on hourly
 * series.
 */
const longestArimaSeason = 12;

/** Whether the optional package is installed. */
const hasArima = (): Promise<boolean> =>
  arima.ready().then(
    () => true,
    () => false,
  );

/** The properties of a series that decide which candidates are tried. */
export interface SeriesTraits {
  /** Rows of the seasons that passed the season test, increasing. */
  readonly periods: readonly number[];
  /** Rows of all seasons that were tested, increasing. */
  readonly possible: readonly number[];
  /** Whether all rows are above 0, so that logarithms can be taken. */
  readonly positive: boolean;
  readonly rows: number;
}

/** The candidates that {@link auto} tries by default, quick ones first. */
export const defaultCandidates = async ({
  periods,
  possible,
  positive,
  rows,
}: SeriesTraits): Promise<readonly Candidate[]> => {
  const transforms = positive ? [log()] : [];
  const [first = 1] = periods;
  const of = (name: string): string => (positive ? `${name} of logs` : name);
  const listed = (list: readonly number[]): string => (list.length === 0 ? '' : ` ${list.join(' and ')}`);
  // Seasons that failed the test are tried in autoregressions too: lags that do not help get small weights. The lags
  // reach past one season, and a regression needs more than twice as many rows as its longest lag.
  const seen = possible.filter((period) => rows >= 4 * period);
  const lagged = seen.length > periods.length ? [periods, seen] : [periods];
  const season = first > 1 && first <= longestEtsSeason ? { period: first } : { season: 'none' as const };
  return [
    candidate('naive', naive),
    candidate('mean', mean),
    candidate(of('drift'), drift, { transforms }),
    ...periods.map((period) => candidate(`seasonalNaive ${period}`, seasonalNaive, { period })),
    ...lagged.flatMap((period) => [
      candidate(of(`autoregression${listed(period)}`), autoregression, { period, transforms }),
      candidate(of(`narrow autoregression${listed(period)}`), autoregression, {
        period,
        lags: 'narrow',
        ridge: 0.000_01,
        transforms,
      }),
      candidate(of(`recent autoregression${listed(period)}`), autoregression, {
        period,
        lags: 'narrow',
        ridge: 0.000_01,
        halfLife: rows / 2,
        transforms,
      }),
      ...(positive ? [candidate(`autoregression${listed(period)}`, autoregression, { period })] : []),
    ]),
    ...periods.map((period) =>
      candidate(of(`autoregression of differences ${period}`), autoregression, {
        period: periods,
        lags: 'narrow',
        transforms: [...transforms, seasonalDifference(period)],
      }),
    ),
    candidate('theta', theta, first > 1 ? { period: first } : {}),
    candidate(of('ets'), ets, { ...season, transforms }),
    ...(positive && first > 1 ? [candidate('ets', ets, season)] : []),
    ...(first > 1
      ? [
          candidate(of('mstl'), mstl, { period: periods, transforms }),
          candidate(of('mstl with autoregression'), mstl, { period: periods, rest: 'autoregression', transforms }),
        ]
      : []),
    ...(periods.length > 1
      ? [
          candidate(of(`mstl ${first} with autoregression`), mstl, {
            period: [first],
            rest: 'autoregression',
            transforms,
          }),
        ]
      : []),
    ...(first > 1 && first <= longestArimaSeason && (await hasArima())
      ? [candidate(of('arima'), arima, { period: first, transforms })]
      : []),
  ];
};
