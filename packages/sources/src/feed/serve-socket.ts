import { startTimer } from '@penstock/stream/internal';
import type { SchedulerLike, Subscription } from 'rxjs';
import { callUntil } from '../abort/call-until.ts';
import { sourcesError } from '../errors.ts';

/** What the work over one socket may tell. */
export interface SocketTime {
  /** Aborts when the socket is to be closed, and when it is over. */
  readonly signal: AbortSignal;
  /** Something came. */
  heard(): void;
  /** Closes the socket for a reason. */
  leave(reason: unknown): void;
}

/** How the life of a socket ended. */
export interface SocketEnd {
  readonly reason: unknown;
  /** It stayed open for a while after its first message, so that it counts as a success between two failures. */
  readonly wasSound: boolean;
}

// A server that greets and hangs up must not be dialed without an end at the first wait: exchanges ban for that.
const soundAfter = 10_000;

/** Serves one socket to its end, which is an error, a silence of `silentAfter` milliseconds, or the signal. */
export const serveSocket = async (
  serve: (time: SocketTime) => Promise<void>,
  silentAfter: number,
  scheduler: SchedulerLike,
  signal: AbortSignal,
): Promise<SocketEnd> => {
  const life = new AbortController();
  const stop = (): void => life.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let heardAt = scheduler.now();
  let firstHeardAt = Infinity;
  const heard = (): void => {
    heardAt = scheduler.now();
    if (firstHeardAt === Infinity) firstHeardAt = heardAt;
  };
  const ended = (reason: unknown): SocketEnd => ({ reason, wasSound: scheduler.now() - firstHeardAt >= soundAfter });
  let timer: Subscription | undefined;
  const look = (): void => {
    const left = heardAt + silentAfter - scheduler.now();
    if (left > 0) timer = startTimer(left, look, scheduler);
    else life.abort(silent(silentAfter));
  };
  look();
  try {
    const leave = (reason: unknown): void => life.abort(reason);
    await callUntil(life.signal, (own) => serve({ signal: own, heard, leave }));
    return ended(sourcesError('PENSTOCK_UNAVAILABLE', 'The socket has ended. It is opened again.'));
  } catch (reason) {
    return ended(reason);
  } finally {
    timer?.unsubscribe();
    signal.removeEventListener('abort', stop);
    // What the socket still brings belongs to no life of it.
    life.abort();
  }
};

const silent = (ms: number) =>
  sourcesError('PENSTOCK_TIMEOUT', `Expected a message within ${ms} ms; none came. The socket is opened again.`);
