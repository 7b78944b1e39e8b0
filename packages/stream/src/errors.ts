/** The codes of the errors of `@penstock/stream`. Match on a code, never on a message. */
export type StreamErrorCode =
  | 'PENSTOCK_BAD_OPTION'
  | 'PENSTOCK_COMMIT_FAILED'
  | 'PENSTOCK_DEAD_LETTER_FAILED'
  | 'PENSTOCK_DRAIN_TIMEOUT'
  | 'PENSTOCK_FLOW_TAKEN'
  | 'PENSTOCK_FORMAT_UNSUPPORTED'
  | 'PENSTOCK_KEY_MISSING'
  | 'PENSTOCK_KEY_SPANS_PARTITIONS'
  | 'PENSTOCK_NOT_JSON'
  | 'PENSTOCK_OFFSET_INVALID'
  | 'PENSTOCK_REJECTED'
  | 'PENSTOCK_SINK_FAILED'
  | 'PENSTOCK_STALLED'
  | 'PENSTOCK_STATE_CORRUPT'
  | 'PENSTOCK_STATE_MISSING'
  | 'PENSTOCK_STATE_NAME_TAKEN'
  | 'PENSTOCK_STATE_NOT_STORABLE'
  | 'PENSTOCK_STATE_STORE_REQUIRED'
  | 'PENSTOCK_TIME_MISSING'
  | 'PENSTOCK_TOO_MANY_KEYS'
  | 'PENSTOCK_VALUE_INVALID'
  | 'PENSTOCK_WINDOWS_FULL';

/**
 * The error class of all Penstock packages. `code` is stable. `cause` is the error that led to this one. The message
 * says what was expected, what came and what to do.
 *
 * @example
 * ```ts
 * try {
 *   await run(deliver(candles), settle());
 * } catch (error) {
 *   if (error instanceof PenstockError && error.code === 'PENSTOCK_STALLED') console.error('run again');
 *   else throw error;
 * }
 * ```
 */
export class PenstockError<Code extends string = string> extends Error {
  override readonly name = 'PenstockError';
  readonly code: Code;

  constructor(code: Code, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Makes an error of this package. A code that is not in {@link StreamErrorCode} does not compile. */
export const streamError = (code: StreamErrorCode, message: string, cause?: unknown): PenstockError<StreamErrorCode> =>
  new PenstockError(code, message, cause === undefined ? undefined : { cause });
