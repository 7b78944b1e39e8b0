import { PenstockError } from '@penstock/stream';

/** A field whose mapping differs from the wanted one and cannot be changed in place. */
export interface FieldConflict {
  readonly index: string;
  /** Path of the field, such as `close` or `ohlc.close`. */
  readonly field: string;
  /** The parameter that differs, such as `type` or `format`. */
  readonly parameter: string;
  readonly wanted: unknown;
  readonly found: unknown;
}

/**
 * Error of an index with fields whose mapping differs from the wanted one; `conflicts` names each of them.
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
      `${lines.join('; ')}. Elasticsearch cannot change the mapping of an existing field. Write to a new index, copy ` +
        'the old one with reindexInto, or change the wanted mapping.',
      cause === undefined ? undefined : { cause },
    );
    this.conflicts = conflicts;
  }
}
