import { PenstockError } from '@penstock/stream';

/** Every code that `@penstock/sources` puts on an error. Match on these, never on a message. */
export type SourcesErrorCode =
  | 'PENSTOCK_BAD_CANDLE'
  | 'PENSTOCK_BAD_FIELD'
  | 'PENSTOCK_BAD_HEADER'
  | 'PENSTOCK_BAD_LINE'
  | 'PENSTOCK_BAD_OPTION'
  | 'PENSTOCK_BAD_RECORD'
  | 'PENSTOCK_BAD_RESPONSE'
  | 'PENSTOCK_FILE_UNREADABLE'
  | 'PENSTOCK_LINE_TOO_LONG'
  | 'PENSTOCK_PEER_MISSING'
  | 'PENSTOCK_RATE_LIMITED'
  | 'PENSTOCK_TIMEOUT'
  | 'PENSTOCK_TOPIC_CLOSED'
  | 'PENSTOCK_TOPIC_CORRUPT'
  | 'PENSTOCK_TOPIC_MISMATCH'
  | 'PENSTOCK_UNAUTHORIZED'
  | 'PENSTOCK_UNAVAILABLE';

/** Makes an error of this package, so that a code outside {@link SourcesErrorCode} does not compile. */
export const sourcesError = (
  code: SourcesErrorCode,
  message: string,
  cause?: unknown,
): PenstockError<SourcesErrorCode> => new PenstockError(code, message, cause === undefined ? undefined : { cause });
