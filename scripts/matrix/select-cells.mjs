import { UsageError } from '../usage-error.mjs';
import { cells } from './cells.mjs';

/** Returns the cells of these names, in the order of the list. `node` or `kafka` selects all cells of that kind. */
export function selectCells(names) {
  if (names.length === 0) return cells;
  const kindOf = ({ subject }) => subject.toLowerCase();
  for (const name of names) {
    if (cells.some((cell) => cell.name === name || kindOf(cell) === name)) continue;
    const known = cells.map((cell) => cell.name).join(', ');
    throw new UsageError(`Expected names of cells; got ${name}. There are: ${known}.`);
  }
  return cells.filter((cell) => names.includes(cell.name) || names.includes(kindOf(cell)));
}
