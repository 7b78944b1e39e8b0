import { startTimer } from '@penstock/stream/internal/rxjs';
import type { SchedulerLike, Subscription } from 'rxjs';
import { callUntil } from '../abort/call-until.ts';
import { sourcesError } from '../errors.ts';

/** The signal and the callbacks of the work over a socket. */
export interface SocketTime {
  /** Aborts when the socket must be closed, and when it has ended. */
  readonly signal: AbortSignal;
  /** A message came. */
  heard(): void;
  /** Closes the socket with a reason. */
  leave(reason: unknown): void;
}

/** How a socket ended. */
export interface SocketEnd {
  readonly reason: unknown;
  /**
   * Whether the socket stayed open for 10 s after its first message, so that it counts as a success and resets the
   * back-off.
   */
  readonly wasSound: boolean;
}

// If a server accepts a connection and closes it soon, the waits must still grow: exchanges ban clients that reconnect
// too often.
const soundAfter = 10_000;

/** Serves a socket until an error, `silentAfter` milliseconds without a message, or an abort of the signal. */
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
    return ended(sourcesError('PENSTOCK_UNAVAILABLE', 'The socket was closed. It will be reopened.'));
  } catch (reason) {
    return ended(reason);
  } finally {
    timer?.unsubscribe();
    signal.removeEventListener('abort', stop);
    // Ignore later messages of this socket.
    life.abort();
  }
};

const silent = (ms: number) =>
  sourcesError('PENSTOCK_TIMEOUT', `Expected a message within ${ms} ms; none came. The socket will be reopened.`);
