import { sourcesError } from '../../errors.ts';
import { UnavailableError } from '../../failure/unavailable-error.ts';
import type { FeedLink, FeedListener } from '../feed-link.ts';
import type { FeedSocket } from './socket.ts';

/** Options of {@link webSocketLink}. */
export interface WebSocketLinkOptions<T> {
  readonly url: string;
  readonly subscribe: (lanes: readonly string[]) => readonly unknown[];
  readonly parse: (message: string) => readonly T[];
  readonly lane: (value: T) => string;
  readonly connect: (url: string) => Promise<FeedSocket>;
  readonly backfill: FeedLink<T>['backfill'];
}

/** Makes a link over a plain WebSocket, whose messages are text. */
export const webSocketLink = <T>(options: WebSocketLinkOptions<T>): FeedLink<T> => ({
  async open(lanes, listener, signal) {
    const socket = await options.connect(options.url);
    try {
      await serve(socket, options, lanes, listener, signal);
    } finally {
      if (socket.terminate) socket.terminate();
      else socket.close();
    }
  },
  ...(options.backfill && { backfill: options.backfill }),
});

const serve = <T>(
  socket: FeedSocket,
  { url, subscribe, parse, lane }: WebSocketLinkOptions<T>,
  lanes: readonly string[],
  listener: FeedListener<T>,
  signal: AbortSignal,
): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    const guarded = (work: () => void): void => {
      try {
        if (!signal.aborted) work();
      } catch (error) {
        reject(error);
      }
    };
    socket.addEventListener('open', () =>
      guarded(() => {
        for (const message of subscribe(lanes))
          socket.send(typeof message === 'string' ? message : JSON.stringify(message));
        listener.opened();
      }),
    );
    socket.addEventListener('message', ({ data }) =>
      guarded(() => {
        listener.heard();
        for (const [name, values] of byLane(parse(textOf(data)), lane)) listener.values(name, values);
      }),
    );
    const { host } = new URL(url);
    socket.addEventListener('close', ({ code }) =>
      reject(new UnavailableError(`The socket to ${host} was closed (${code}). It will be reopened.`)),
    );
    socket.addEventListener('error', () =>
      reject(new UnavailableError(`The socket to ${host} failed. It will be reopened.`)),
    );
    if (signal.aborted) reject(signal.reason);
  });

const byLane = <T>(values: readonly T[], lane: (value: T) => string): Map<string, T[]> => {
  const lanes = new Map<string, T[]>();
  for (const value of values) {
    const name = lane(value);
    const own = lanes.get(name);
    if (own) own.push(value);
    else lanes.set(name, [value]);
  }
  return lanes;
};

const textOf = (data: unknown): string => {
  if (typeof data === 'string') return data;
  throw sourcesError(
    'PENSTOCK_BAD_RESPONSE',
    'Expected messages of text; got binary data. Set connect to a function whose socket turns them into text.',
  );
};
