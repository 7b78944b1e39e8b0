import { PenstockError } from '@penstock/stream';

/** Every code that `@penstock/sink-es` puts on an error. Match on these, never on a message. */
export type ElasticsearchErrorCode =
  | 'PENSTOCK_BAD_DOCUMENT'
  | 'PENSTOCK_BAD_OPTION'
  | 'PENSTOCK_BAD_RESPONSE'
  | 'PENSTOCK_BAD_TIME'
  | 'PENSTOCK_BAD_VALUE'
  | 'PENSTOCK_DOCUMENT_REJECTED'
  | 'PENSTOCK_DUPLICATE_TIME'
  | 'PENSTOCK_FIELD_MISSING'
  | 'PENSTOCK_FORBIDDEN'
  | 'PENSTOCK_IMPORT_REFUSED'
  | 'PENSTOCK_INDEX_MISSING'
  | 'PENSTOCK_LICENSE_MISSING'
  | 'PENSTOCK_MAPPING_CONFLICT'
  | 'PENSTOCK_ML_CONFLICT'
  | 'PENSTOCK_ML_FAILED'
  | 'PENSTOCK_ML_MISSING'
  | 'PENSTOCK_ML_NOT_FOUND'
  | 'PENSTOCK_NOT_ELASTICSEARCH'
  | 'PENSTOCK_NOT_REFRESHED'
  | 'PENSTOCK_SETTINGS_CONFLICT'
  | 'PENSTOCK_SOURCE_MISSING'
  | 'PENSTOCK_TARGET_REFUSED'
  | 'PENSTOCK_TEMPLATE_MISSING'
  | 'PENSTOCK_UNAUTHORIZED'
  | 'PENSTOCK_UNAVAILABLE'
  | 'PENSTOCK_UNREACHABLE'
  | 'PENSTOCK_VERSION_ORIGIN_CHANGED'
  | 'PENSTOCK_VERSION_UNSUPPORTED';

/** Creates an error of this package. Its type accepts only codes of {@link ElasticsearchErrorCode}. */
export const elasticsearchError = (
  code: ElasticsearchErrorCode,
  message: string,
  cause?: unknown,
): PenstockError<ElasticsearchErrorCode> =>
  new PenstockError(code, message, cause === undefined ? undefined : { cause });
