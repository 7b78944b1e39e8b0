/**
 * Runs a request with a separate signal, which aborts when `signal` does.
 *
 * When a request times out, the client dispatches an `abort` event on the signal of the request. On a shared signal
 * this would end all other requests, and other listeners would mistake it for an abort.
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
