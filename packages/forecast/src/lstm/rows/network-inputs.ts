import type { Columns } from '../../series/columns.ts';
import { knownColumns, widthOf } from '../../series/columns.ts';

/**
 * The first `count` of `rows` as a network gets them, not scaled yet, [row][column]. Columns that are known in advance
 * are moved `steps` rows earlier, so that the last row of a window holds their values in the last row that is
 * predicted.
 */
export const networkInputs = (rows: Float64Array, count: number, columns: Columns, steps: number): Float64Array => {
  const width = widthOf(columns);
  const inputs = rows.slice(0, count * width);
  for (const column of knownColumns(columns)) {
    for (let row = 0; row < count; row += 1) inputs[row * width + column] = rows[(row + steps) * width + column] ?? 0;
  }
  return inputs;
};
