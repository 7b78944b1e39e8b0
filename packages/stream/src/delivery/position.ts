/** Where a record stands: `offset` is a safe integer. A file is its path, partition 0, the row. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}
