/** Rows, stored in columns: `columns[field][row]` is the value of a field at `times[row]`. */
export interface Table {
  readonly times: readonly number[];
  readonly columns: ReadonlyArray<readonly number[]>;
}

/** Sorts the rows by time; rows with equal times keep their order. */
export const inOrder = (table: Table): Table => {
  const { times, columns } = table;
  if (times.every((time, row) => row === 0 || times[row - 1]! <= time)) return table;
  const order = [...times.keys()].toSorted((one, other) => times[one]! - times[other]!);
  const ordered = (column: readonly number[]): number[] => order.map((row) => column[row]!);
  return { times: ordered(times), columns: columns.map(ordered) };
};
