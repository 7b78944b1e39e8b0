/** How one candidate of {@link auto} did. */
export interface AutoCandidate {
  readonly name: string;
  /**
   * `used` has a weight, `left out` errs too much, `failed` could not be fitted or forecast values that are not finite,
   * `no time` was not tried.
   */
  readonly state: 'used' | 'left out' | 'failed' | 'no time';
  /** Mean absolute error in the backtest, in the unit of the series; absent where it was not measured. */
  readonly error?: number;
  /** Of 0 to 1; those of all candidates add up to 1. */
  readonly weight: number;
  /** Why it failed. */
  readonly reason?: string;
}

/** What {@link auto} chose among, and why it chose so. */
export interface AutoReport {
  /** Steps ahead that the candidates were tried at. */
  readonly horizon: number;
  /** Rows of the seasons that were found, increasing. */
  readonly periods: readonly number[];
  /** Forecasts tried of each candidate. */
  readonly origins: number;
  /** In the order in which they were tried. */
  readonly candidates: readonly AutoCandidate[];
  /** Mean absolute error of naive in the backtest, in the unit of the series. */
  readonly naiveError: number;
  /** Of what is forecast, on the rows by which it was chosen: a new row will do somewhat worse. */
  readonly error: number;
  /** The gain on naive in standard errors, at most 1000: below 1 the forecast is naive. */
  readonly gain: number;
  /** How much of the forecast is the combination of the candidates; what is left to 1 is naive. */
  readonly trust: number;
  /** One sentence that says all this. */
  readonly why: string;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** {@link AutoReport.why}. */
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
    return `${tried} no combination was better than naive by more than one standard error: the forecast is naive.`;
  }
  const used = candidates
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ name, weight }) => `${name} (${percent(weight)})`);
  const rest = trust < 1 ? `, ${percent(1 - trust)} of the forecast being naive` : '';
  const errs = naiveError === 0 ? '' : `, ${percent(error / naiveError)} of naive's error`;
  const sure = ` (a gain of ${gain.toFixed(1)} standard errors)`;
  return `${tried} the weighted mean of ${used.join(', ')} did best${errs}${sure}${rest}.`;
};
