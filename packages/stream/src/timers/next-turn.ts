/**
 * Resolves once the event loop has had a turn, so that timers and input get through.
 *
 * A timer of 0 ms takes a browser up to 4 ms, so a message to itself takes its place there.
 */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
