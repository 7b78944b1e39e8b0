import { toMs, wait } from '@penstock/stream/internal';
import type { Duration } from '@penstock/stream';

/** How something that runs on the server is waited for. */
export interface PollOptions {
  /** How often the server is asked how far it is, from 1 ms; default `'1s'`. */
  readonly poll?: Duration;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/** Asks again and again until there is an answer other than `undefined`. */
export const pollUntil = async <Result>(
  { poll = '1s', signal }: PollOptions,
  look: () => Promise<Result | undefined>,
): Promise<Result> => {
  const pause = toMs(poll, 'poll', { min: 1 });
  for (;;) {
    signal?.throwIfAborted();
    const result = await look();
    if (result !== undefined) return result;
    await wait(pause, { ...(signal && { signal }) });
  }
};
