/** The records of a file, read anew from the start by every iteration. */
export interface FileSource<T> extends AsyncIterable<T> {
  /** The path as it was given; positions in the file are kept under this name. */
  readonly name: string;
}
