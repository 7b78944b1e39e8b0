import { PenstockError } from '@penstock/stream';

/** One property of a job, a datafeed or an analysis that differs from what is wanted and cannot be changed. */
export interface MachineLearningConflict {
  /** Its path in Elasticsearch's own words, such as `analysis_config.bucket_span`. */
  readonly property: string;
  readonly wanted: unknown;
  readonly found: unknown;
}

/**
 * A job, a datafeed or an analysis exists and differs from what is wanted in properties that cannot be changed;
 * `conflicts` names each of them, and nothing was changed.
 *
 * @example
 * ```ts
 * if (error instanceof MachineLearningConflictError) console.error(error.conflicts.map(({ property }) => property));
 * ```
 */
export class MachineLearningConflictError extends PenstockError<'PENSTOCK_ML_CONFLICT'> {
  readonly conflicts: readonly MachineLearningConflict[];

  /**
   * @param what Names the resource, such as `anomaly job btc`.
   * @param reason Why the server does not change it.
   */
  constructor(what: string, conflicts: readonly MachineLearningConflict[], reason: string) {
    const lines = conflicts.map(
      ({ property, wanted, found }) =>
        `${property} is ${JSON.stringify(found ?? null)}, expected ${JSON.stringify(wanted ?? null)}`,
    );
    super('PENSTOCK_ML_CONFLICT', `The ${what} exists and differs: ${lines.join('; ')}. ${reason}`);
    this.conflicts = conflicts;
  }
}
