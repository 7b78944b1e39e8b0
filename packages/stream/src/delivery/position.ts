/**
 * The position of a record: topic, partition and offset, which is a safe integer. For a file the topic is its path, the
 * partition is 0 and the offset is the row.
 */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}
