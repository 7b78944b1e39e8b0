import type { Duration } from '@penstock/stream';
import { toMs } from '@penstock/stream/internal';
import { wait } from '@penstock/stream/internal/rxjs';

/** Options of a wait for something that runs on the server. */
export interface PollOptions {
  /** Pause between two requests for the state, from 1 ms; default `'1s'`. */
  readonly poll?: Duration;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/** Calls `look` repeatedly until it resolves with something other than `undefined`. */
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
