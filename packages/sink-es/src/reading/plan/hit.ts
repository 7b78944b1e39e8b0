/** A document that a search has found. */
export interface Hit {
  readonly _index: string;
  readonly _id: string;
  readonly _source?: Readonly<Record<string, unknown>>;
  /** Names of fields with values that Elasticsearch could not index. */
  readonly _ignored?: readonly string[];
  /** The requested columns. */
  readonly fields?: Readonly<Record<string, readonly unknown[]>>;
  readonly sort: readonly unknown[];
}

/** Names a document in an error. */
export const whereIs = ({ _index, _id }: Hit): string => `the document ${_id} of ${_index}`;
