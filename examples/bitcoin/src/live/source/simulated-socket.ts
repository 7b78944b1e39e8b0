import { EventEmitter } from 'node:events';
import type { FeedSocket } from '@penstock/sources/exchange';
import { tradeEvery } from './simulated-market.ts';
import type { SimulatedMarket } from './simulated-market.ts';

// The socket closes after this time, as connections to exchanges break now and then. The feed requests the trades that
// it misses until the next socket is open by backfill.
const lifetime = 45_000;

/** The properties of an event that the feed reads. */
interface SocketEvent {
  readonly data: unknown;
  readonly code: number;
}

/** A WebSocket without a network: it sends the trades of the simulated market at their time, and closes after 45 s. */
export const openSimulatedSocket = (market: SimulatedMarket): FeedSocket => {
  const events = new EventEmitter();
  const openedAt = Date.now();
  let next = Math.floor(openedAt / tradeEvery) + 1;
  let isReading = false;
  const send = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    const end = Math.floor(Date.now() / tradeEvery) + 1;
    const trades = await market.read(next, end);
    [next, isReading] = [end, false];
    events.emit('message', { data: JSON.stringify(trades) });
    if (Date.now() - openedAt < lifetime) return;
    clearInterval(timer);
    events.emit('close', { code: 1006 });
  };
  const timer = setInterval(() => void send(), tradeEvery);
  setImmediate(() => events.emit('open'));
  return {
    addEventListener: (type: string, listener: (event: SocketEvent) => void) => void events.on(type, listener),
    send: () => undefined,
    close: () => clearInterval(timer),
  };
};
