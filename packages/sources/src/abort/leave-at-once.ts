// The reason within an iteration that was left by its reader, as against one that was aborted.
const left = Symbol('left');

/**
 * An iterator that ends at once: `return` breaks off a wait, where a bare generator would answer only after it, and an
 * abort of `outer` makes it throw the reason. The generator gets the signal of both; it aborts in any case at the end.
 */
export const leaveAtOnce = <T>(
  outer: AbortSignal | undefined,
  read: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncIterator<T, void, undefined> => {
  const stop = new AbortController();
  async function* run(): AsyncGenerator<T, void, undefined> {
    const onAbort = (): void => stop.abort(outer?.reason);
    outer?.throwIfAborted();
    outer?.addEventListener('abort', onAbort, { once: true });
    try {
      for await (const value of read(stop.signal)) {
        yield value;
        stop.signal.throwIfAborted();
      }
    } catch (error) {
      if (error !== left) throw error;
    } finally {
      outer?.removeEventListener('abort', onAbort);
      // A call that was left behind must not go on.
      stop.abort(left);
    }
  }
  const values = run();
  return {
    next: () => values.next(),
    return: () => {
      stop.abort(left);
      return values.return();
    },
  };
};
