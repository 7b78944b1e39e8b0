import { PenstockError } from '@penstock/stream';

/** The codes of the errors of `@penstock/sources`. Match on these, never on a message. */
export type SourcesErrorCode =
  | 'PENSTOCK_BAD_CANDLE'
  | 'PENSTOCK_BAD_ENCODING'
  | 'PENSTOCK_BAD_FIELD'
  | 'PENSTOCK_BAD_HEADER'
  | 'PENSTOCK_BAD_LINE'
  | 'PENSTOCK_BAD_OPTION'
  | 'PENSTOCK_BAD_RECORD'
  | 'PENSTOCK_BAD_RESPONSE'
  | 'PENSTOCK_EXCHANGE_UNSUPPORTED'
  | 'PENSTOCK_FILE_UNREADABLE'
  | 'PENSTOCK_FORMAT_UNSUPPORTED'
  | 'PENSTOCK_KAFKA_FAILED'
  | 'PENSTOCK_KAFKA_LOGIN_REFUSED'
  | 'PENSTOCK_KAFKA_NOT_ALLOWED'
  | 'PENSTOCK_KAFKA_UNREACHABLE'
  | 'PENSTOCK_LINE_TOO_LONG'
  | 'PENSTOCK_NO_RECORDS'
  | 'PENSTOCK_PEER_MISSING'
  | 'PENSTOCK_PEER_VERSION'
  | 'PENSTOCK_POSITION_CORRUPT'
  | 'PENSTOCK_POSITION_LOST'
  | 'PENSTOCK_RATE_LIMITED'
  | 'PENSTOCK_RECORD_EXPIRED'
  | 'PENSTOCK_RECORD_REFUSED'
  | 'PENSTOCK_SYMBOL_UNKNOWN'
  | 'PENSTOCK_TIMEOUT'
  | 'PENSTOCK_TOPIC_CLOSED'
  | 'PENSTOCK_TOPIC_CORRUPT'
  | 'PENSTOCK_TOPIC_LOCKED'
  | 'PENSTOCK_TOPIC_MISMATCH'
  | 'PENSTOCK_TOPIC_UNKNOWN'
  | 'PENSTOCK_UNAUTHORIZED'
  | 'PENSTOCK_UNAVAILABLE'
  | 'PENSTOCK_UNDECODABLE'
  | 'PENSTOCK_VALUE_INVALID';

/** Makes an error of this package; a code outside {@link SourcesErrorCode} does not compile. */
export const sourcesError = (
  code: SourcesErrorCode,
  message: string,
  cause?: unknown,
): PenstockError<SourcesErrorCode> => new PenstockError(code, message, cause === undefined ? undefined : { cause });
