// The abort reason that means that the reader stopped the iteration, not that `outer` aborted.
const left = Symbol('left');

/**
 * Makes an iterator that ends immediately: `return` interrupts a wait, which a bare generator would finish first, and
 * an abort of `outer` makes the iterator throw the reason. The generator gets a signal that aborts on either, and when
 * the iteration ends.
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
      // Stop a call that still runs.
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
