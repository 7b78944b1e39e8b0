import type { CcxtExchange } from './ccxt-exchange.ts';

/** What a socket of ccxt tells. */
export interface SocketEvents {
  readonly opened: () => void;
  readonly heard: () => void;
  /** @param cause - An error, or a close event. */
  readonly ended: (cause: unknown) => void;
}

/**
 * Tells listeners what happens to the sockets of an exchange. Its own methods for that are meant to be replaced; they
 * are called as well. ccxt tells a failure to a pending `watchTrades` alone, so one between two messages would go
 * unheard. Some refused subscriptions are told to nobody.
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

  /** Tells this listener as well, until the function that it returns is called. */
  listen(listener: SocketEvents): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #end(cause: unknown): void {
    for (const { ended } of this.#listeners) ended(cause);
  }
}

const hooked = new WeakMap<CcxtExchange, CcxtHooks>();

/** The hooks of an exchange, set by the first call. A second set would call the methods of the first one in turn. */
export const hooksOf = (exchange: CcxtExchange): CcxtHooks => {
  const known = hooked.get(exchange);
  if (known) return known;
  const hooks = new CcxtHooks(exchange);
  hooked.set(exchange, hooks);
  return hooks;
};

/** Takes an error that ccxt keeps for whoever asks for it by its number, which nobody does for a subscription. */
const takeRefusal = (client: unknown): unknown => {
  const { rejections } = client as { rejections?: Record<string, unknown> };
  for (const [key, error] of Object.entries(rejections ?? {})) {
    delete rejections![key];
    return error;
  }
  return undefined;
};
