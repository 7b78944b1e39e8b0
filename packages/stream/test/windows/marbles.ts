import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Flow } from '../../src/index.ts';
import { barrierAcross } from '../marbles.ts';
import type { TestLane } from '../marbles.ts';
import type { Tick } from './feed.ts';

/**
 * A flow of marbles: each letter is the tick with that name, `B` is a barrier, and `E` is the last barrier of an ended
 * source.
 */
export const asTicks = (
  letters: Observable<string>,
  lane: TestLane,
  ticks: Readonly<Record<string, Tick>>,
): Flow<Tick> =>
  letters.pipe(
    map((letter) => {
      if (letter === 'E') lane.state = 'ended';
      if (letter === 'B' || letter === 'E') return barrierAcross(letter === 'E' ? 'ended' : 'interval', lane);
      const value = ticks[letter]!;
      return lane.deliver({ value, offset: lane.ledger.next, key: value.key, time: value.time });
    }),
  );
