/** The records of a file; every iteration reads the file from the start. */
export interface FileSource<T> extends AsyncIterable<T> {
  /** The path, unchanged. Positions in the file are kept under this name. */
  readonly name: string;
}
