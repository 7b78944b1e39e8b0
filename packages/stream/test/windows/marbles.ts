import { map, type Observable } from 'rxjs';
import { Barrier, type BarrierReason, type Flow } from '../../src/index.ts';
import type { SourceLane } from '../../src/engine/lanes/source-lane.ts';
import type { Tick } from './feed.ts';

/** A barrier of one lane as it stands. */
const barrierOf = (lane: SourceLane, reason: BarrierReason): Barrier =>
  new Barrier(reason, [{ lane, offset: lane.ledger.next, state: lane.state }], () => undefined);

/**
 * A flow of marbles: each letter stands for the tick of its name, `B` for a barrier and `E` for the last one of a
 * source that ended.
 */
export const asTicks = (
  letters: Observable<string>,
  lane: SourceLane,
  ticks: Readonly<Record<string, Tick>>,
): Flow<Tick> =>
  letters.pipe(
    map((letter) => {
      if (letter === 'E') lane.state = 'ended';
      if (letter === 'B' || letter === 'E') return barrierOf(lane, letter === 'E' ? 'ended' : 'interval');
      const value = ticks[letter]!;
      return lane.deliver({ value, offset: lane.ledger.next, key: value.key, time: value.time });
    }),
  );
