import type { LiveEvent, LiveListener } from '../live/live-event.ts';
import type { BoardPart } from './api.ts';
import type { EventHub } from './event-hub.ts';
import type { LiveBoard } from './live-board.ts';
import type { PipelineWatch } from './pipeline-watch.ts';

/** Options of {@link liveListener}: where the events of a live run go. */
export interface LiveListenerOptions {
  readonly watch: PipelineWatch;
  readonly liveBoard: LiveBoard;
  readonly events: EventHub;
}

// Milliseconds. A row is reported before it is in the store; after this time it is in the store. A backfill sends many
// rows in that time, and the page requests them once.
const changedAfter = 2_000;

/** Passes the events of a live run on to the page, until `stop`, which is called once all rows are in the store. */
export const liveListener = ({
  watch,
  liveBoard,
  events,
}: LiveListenerOptions): { readonly listener: LiveListener; stop(): void } => {
  const timers = new Map<BoardPart, NodeJS.Timeout>();
  const changedSoon = (what: BoardPart): void => {
    if (timers.has(what)) return;
    const tell = (): void => {
      timers.delete(what);
      events.publish({ name: 'changed', data: { what } });
    };
    timers.set(what, setTimeout(tell, changedAfter));
  };
  return {
    listener(event) {
      if (event.kind === 'stats') watch.stats(event.step, event.stats);
      if (event.kind !== 'row') return;
      const candle = liveBoard.candleOf(event);
      if (candle) events.publish(candle);
      else changedSoon(partOf(event));
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const what of timers.keys()) events.publish({ name: 'changed', data: { what } });
      timers.clear();
    },
  };
};

const partOf = ({ row: { index } }: Extract<LiveEvent, { readonly kind: 'row' }>): BoardPart => {
  if (index === 'bitcoin_live_anomalies') return 'anomalies';
  return index === 'bitcoin_live_forecast' ? 'forecast' : 'prices';
};
