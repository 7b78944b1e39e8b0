import { uniform } from './random.ts';
import type { Random } from './random.ts';

/** A share of the records that come at another place than their time says. */
export interface Shuffled {
  /** From 0 to 1. */
  readonly share: number;
  /** Most places to the back, from 1 up. */
  readonly places: number;
}

/** Puts some records further back and repeats some, each by chance; memory is bounded by the records held back. */
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
    // Both are drawn for every record, so that one share does not move what the other picks.
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
