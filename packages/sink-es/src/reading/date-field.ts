/**
 * The format of instants in requests. Every supported version of Elasticsearch parses it for every instant of a `Date`;
 * 7.17 cannot parse `epoch_millis` before 1970.
 */
export const isoFormat = "uuuu-MM-dd'T'HH:mm:ss.SSSX";

/**
 * The last millisecond that a `date_nanos` field can hold. Elasticsearch cannot compare such a field with a later time.
 */
export const lastNanosMs = 9_223_372_036_854;
