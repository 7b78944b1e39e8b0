import { uniform } from './random.ts';
import type { Random } from './random.ts';

/** A share of the records that are moved back or repeated. */
export interface Shuffled {
  /** From 0 to 1. */
  readonly share: number;
  /** The largest number of places to move, from 1 up. */
  readonly places: number;
}

/** Moves random records back and repeats random ones. It holds only the records that wait for their later place. */
export function* disorder<T>(
  records: Iterable<T>,
  late: Shuffled,
  duplicates: Shuffled,
  random: Random,
): Generator<T, void, undefined> {
  const held = new Map<number, T[]>();
  const hold = (record: T, place: number, { places }: Shuffled): void => {
    const at = place + 1 + Math.floor(uniform(random) * places);
    const others = held.get(at);
    if (others === undefined) held.set(at, [record]);
    else others.push(record);
  };
  let place = 0;
  for (const record of records) {
    // Draw both numbers for every record, so that a change of one share does not change which records the other picks.
    const isLate = uniform(random) < late.share;
    const isTwice = uniform(random) < duplicates.share;
    if (isTwice) hold(record, place, duplicates);
    if (isLate) hold(record, place, late);
    else yield record;
    const due = held.get(place);
    if (due !== undefined) {
      held.delete(place);
      yield* due;
    }
    place += 1;
  }
  for (const [, due] of [...held].toSorted(([a], [b]) => a - b)) yield* due;
}
