/** The result of one candidate of {@link auto}. */
export interface AutoCandidate {
  readonly name: string;
  /**
   * `used`: it has a weight. `left out`: its error is too large. `failed`: it could not be fitted, or forecast values
   * that are not finite. `no time`: it was not tried.
   */
  readonly state: 'used' | 'left out' | 'failed' | 'no time';
  /** Mean absolute error in the backtest, in the unit of the series. Absent if it was not measured. */
  readonly error?: number;
  /** 0 to 1. The weights of all candidates add up to 1. */
  readonly weight: number;
  /** The error message, if it failed. */
  readonly reason?: string;
}

/** The candidates of {@link auto}, their errors and weights, and the reason for the choice. */
export interface AutoReport {
  /** The number of steps ahead that the candidates were compared at. */
  readonly horizon: number;
  /** Rows of the seasons that were found, increasing. */
  readonly periods: readonly number[];
  /** How many forecasts of each candidate were made. */
  readonly origins: number;
  /** In the order in which they were tried. */
  readonly candidates: readonly AutoCandidate[];
  /** Mean absolute error of naive in the backtest, in the unit of the series. */
  readonly naiveError: number;
  /**
   * Mean absolute error of the chosen forecast in the same backtest. It was chosen by these rows, so the error on new
   * rows will be somewhat larger.
   */
  readonly error: number;
  /** The gain over naive, in standard errors, at most 1000. Below 1 the forecast is naive. */
  readonly gain: number;
  /** The share of the combination in the forecast. The remaining share is naive. */
  readonly trust: number;
  /** A sentence that gives the reason for the choice. */
  readonly why: string;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Makes {@link AutoReport.why}. */
export const whyOf = ({
  candidates,
  naiveError,
  error,
  gain,
  trust,
  origins,
  horizon,
}: Omit<AutoReport, 'why'>): string => {
  const tried = `In ${origins} forecasts of ${horizon} ${horizon === 1 ? 'step' : 'steps'}`;
  if (trust === 0) {
    return `${tried}, no combination was better than naive by more than one standard error. The forecast is naive.`;
  }
  const used = candidates
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ name, weight }) => `${name} (${percent(weight)})`);
  const rest = trust < 1 ? ` Naive has a share of ${percent(1 - trust)} in the forecast.` : '';
  const errs = naiveError === 0 ? '' : `, with ${percent(error / naiveError)} of naive's error`;
  const sure = ` (a gain of ${gain.toFixed(1)} standard errors)`;
  return `${tried}, the weighted mean of ${used.join(', ')} was best${errs}${sure}.${rest}`;
};
