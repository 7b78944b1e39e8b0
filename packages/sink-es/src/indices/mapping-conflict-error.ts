import { PenstockError } from '@penstock/stream';

/** One field that is mapped otherwise than wanted and cannot be changed in place. */
export interface FieldConflict {
  readonly index: string;
  /** Path of the field, such as `close` or `ohlc.close`. */
  readonly field: string;
  /** What differs: `type`, or a parameter. */
  readonly parameter: string;
  readonly wanted: unknown;
  readonly found: unknown;
}

/**
 * An index has fields that are mapped otherwise than wanted; `conflicts` names each of them.
 *
 * @example
 * ```ts
 * if (error instanceof MappingConflictError) console.error(error.conflicts.map(({ field }) => field));
 * ```
 */
export class MappingConflictError extends PenstockError<'PENSTOCK_MAPPING_CONFLICT'> {
  readonly conflicts: readonly FieldConflict[];

  constructor(conflicts: readonly FieldConflict[], cause?: unknown) {
    const lines = conflicts.map(
      ({ index, field, parameter, wanted, found }) =>
        `${index}: ${field} has ${parameter} ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`,
    );
    super(
      'PENSTOCK_MAPPING_CONFLICT',
      `${lines.join('; ')}. A mapped field cannot be changed in place: write to a new index, copy the old one ` +
        'over with reindexInto, or change the mapping that is asked for.',
      cause === undefined ? undefined : { cause },
    );
    this.conflicts = conflicts;
  }
}
