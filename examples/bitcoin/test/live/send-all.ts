import { deliver, run } from '@penstock/stream';
import type { Sink } from '@penstock/stream';
import type { LiveTrade } from '../../src/live/live-trade.ts';

/** Sends trades with their times through a sink, as the step `produce` does. */
export const sendAll = async (sink: Sink<LiveTrade>, trades: readonly LiveTrade[]): Promise<void> =>
  void (await run(deliver(trades, { topic: 'trades', time: ({ time }) => time }), sink));
