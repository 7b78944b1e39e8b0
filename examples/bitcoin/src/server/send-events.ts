import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Board } from '../board/board.ts';
import { Outbox } from './outbox.ts';

const commentEvery = 15_000;

/** Answers with the events of a board, until the client disconnects or the signal aborts. */
export const sendEvents = (c: Context, board: Board, signal: AbortSignal): Response =>
  streamSSE(c, async (stream) => {
    const outbox = new Outbox();
    const leave = board.events.subscribe((event) => outbox.add(event));
    const close = (): void => outbox.close();
    stream.onAbort(close);
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    outbox.add({ name: 'pipeline', data: board.pipeline });
    try {
      for (;;) {
        const events = await outbox.take(commentEvery);
        if (!events || stream.aborted) return;
        if (events.length === 0) await stream.write(': still here\n\n');
        for (const { name, data } of events) await stream.writeSSE({ event: name, data: JSON.stringify(data) });
      }
    } finally {
      leave();
      signal.removeEventListener('abort', close);
    }
  });
