import type { ValueAggregate } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/internal';
import { wholeNumber } from '../whole-number.ts';

/** Options of {@link overallSeverity}. */
export interface OverallSeverityOptions {
  /** How many of the highest severities count: whole, at least 1. Default 1: only the highest. */
  readonly top?: number;
}

/**
 * An aggregate for `tumbling`: one severity for many series in a window. It is the mean of the `top` highest
 * severities, or of all if there are fewer; 0 to 100. With a higher `top`, several series must be anomalous at the same
 * time.
 *
 * The formula is the one for the overall score in Elastic's "get overall buckets" API. That API uses the highest score
 * of each job; this function uses each bucket of each key.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * import { overallSeverity } from '@penstock/forecast';
 * import { detectAnomalies } from '@penstock/forecast/flow';
 *
 * const market = deliver(trades, { key: ({ symbol }) => symbol, time: ({ time }) => time }).pipe(
 *   detectAnomalies({ bucket: '5m', value: ({ price }) => price }),
 *   tumbling({ name: 'overall', interval: '5m', key: () => 'market', aggregate: overallSeverity({ top: 3 }) }),
 * );
 * ```
 */
export const overallSeverity = (
  options: OverallSeverityOptions = {},
): ValueAggregate<{ readonly severity: number }, number, readonly number[], number> => {
  const { top = 1 } = checkOptions(options, { top: true }, 'overallSeverity');
  wholeNumber('top', top, 1);
  const highest = (severities: readonly number[]): readonly number[] =>
    severities.toSorted((one, other) => other - one).slice(0, top);
  return {
    select: ({ severity }) => severity,
    create: () => [],
    add: (highestSoFar, severity) => highest([...highestSoFar, severity]),
    result: (severities) => severities.reduce((sum, severity) => sum + severity, 0) / severities.length,
    merge: (severities, others) => highest([...severities, ...others]),
    copy: (severities) => severities,
  };
};
