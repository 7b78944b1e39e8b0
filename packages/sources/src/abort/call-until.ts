/**
 * Calls with a signal of its own, so that listeners do not pile up on one that lasts; rejects with the reason of
 * `signal` at once, also when the call does not listen.
 */
export const callUntil = <T>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const own = new AbortController();
    const stop = (): void => {
      reject(signal.reason);
      own.abort(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    const started = async (): Promise<T> => call(own.signal);
    started()
      .finally(() => signal.removeEventListener('abort', stop))
      .then(resolve, reject);
  });
