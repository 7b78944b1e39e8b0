/**
 * Runs a request with a signal of its own, which aborts when `signal` does.
 *
 * The client ends a request that takes too long by dispatching an `abort` event on the signal that it was given. On a
 * shared signal this would end every other request too, and whoever else listens would take it for an abort.
 */
export const withOwnSignal = async <R>(
  signal: AbortSignal | undefined,
  request: (own: AbortSignal) => Promise<R>,
): Promise<R> => {
  const own = new AbortController();
  const abort = () => own.abort(signal!.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await request(own.signal);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
};
