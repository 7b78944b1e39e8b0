/**
 * Calls a function and rejects with the reason of `signal` as soon as it aborts, even if the function ignores its
 * signal. The function gets a signal of its own, so that listeners do not pile up on a long-lived `signal`.
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
