import { PenstockError } from '@penstock/stream';

/** A property of a job, a datafeed or an analysis that differs from the wanted one and cannot be changed. */
export interface MachineLearningConflict {
  /** Path of the property in Elasticsearch's own names, such as `analysis_config.bucket_span`. */
  readonly property: string;
  readonly wanted: unknown;
  readonly found: unknown;
}

/**
 * Error of a job, a datafeed or an analysis that exists and has properties that differ from the wanted ones and cannot
 * be changed. `conflicts` names each of them; the call has changed nothing.
 *
 * @example
 * ```ts
 * if (error instanceof MachineLearningConflictError) console.error(error.conflicts.map(({ property }) => property));
 * ```
 */
export class MachineLearningConflictError extends PenstockError<'PENSTOCK_ML_CONFLICT'> {
  readonly conflicts: readonly MachineLearningConflict[];

  /**
   * @param what Kind and id of the resource, such as `anomaly job btc`.
   * @param reason Why the server does not change the properties.
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
