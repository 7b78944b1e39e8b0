/**
 * Resolves after one turn of the event loop, so that timers and input are handled.
 *
 * In a browser a timer of 0 ms takes up to 4 ms, so a message through a `MessageChannel` is used there.
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
