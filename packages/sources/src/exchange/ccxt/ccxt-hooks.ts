import type { CcxtExchange } from './ccxt-exchange.ts';

/** The events of a ccxt socket. */
export interface SocketEvents {
  readonly opened: () => void;
  readonly heard: () => void;
  /** @param cause - An error or a close event. */
  readonly ended: (cause: unknown) => void;
}

/**
 * Reports the events of an exchange's sockets to listeners. It replaces the methods that ccxt provides for that, and
 * calls the originals too. Without it, a failure would reach only a pending `watchTrades`, so a failure between two
 * messages would be lost; and ccxt does not report some rejected subscriptions at all.
 */
export class CcxtHooks {
  readonly #listeners = new Set<SocketEvents>();

  constructor(exchange: CcxtExchange) {
    const own = {
      onConnected: exchange.onConnected,
      onError: exchange.onError,
      onClose: exchange.onClose,
      handleMessage: exchange.handleMessage,
    };
    exchange.onConnected = (...args) => {
      for (const { opened } of this.#listeners) opened();
      return own.onConnected.apply(exchange, args);
    };
    exchange.handleMessage = (...args) => {
      for (const { heard } of this.#listeners) heard();
      const result = own.handleMessage.apply(exchange, args);
      const refusal = takeRefusal(args[0]);
      if (refusal !== undefined) this.#end(refusal);
      return result;
    };
    exchange.onError = (...args) => {
      this.#end(args[1]);
      return own.onError.apply(exchange, args);
    };
    exchange.onClose = (...args) => {
      this.#end(args[1]);
      return own.onClose.apply(exchange, args);
    };
  }

  /** Adds a listener; returns the function that removes it. */
  listen(listener: SocketEvents): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #end(cause: unknown): void {
    for (const { ended } of this.#listeners) ended(cause);
  }
}

const hooked = new WeakMap<CcxtExchange, CcxtHooks>();

/**
 * Returns the hooks of an exchange, which the first call installs. A second set of hooks would report every event
 * twice.
 */
export const hooksOf = (exchange: CcxtExchange): CcxtHooks => {
  const known = hooked.get(exchange);
  if (known) return known;
  const hooks = new CcxtHooks(exchange);
  hooked.set(exchange, hooks);
  return hooks;
};

/**
 * Removes and returns an error that ccxt stores until a caller asks for it by a message id. For a subscription no
 * caller does.
 */
const takeRefusal = (client: unknown): unknown => {
  const { rejections } = client as { rejections?: Record<string, unknown> };
  for (const [key, error] of Object.entries(rejections ?? {})) {
    delete rejections![key];
    return error;
  }
  return undefined;
};
