import type { CcxtExchange } from './ccxt-exchange.ts';

/** What a socket of ccxt tells. */
export interface SocketEvents {
  opened(): void;
  heard(): void;
  /** @param cause An error, or a close event. */
  ended(cause: unknown): void;
}

/**
 * Tells what happens to the sockets of an exchange. Its own methods for that are meant to be replaced; they are called
 * as well. ccxt tells a failure to a pending `watchTrades` alone, so one between two messages would go unheard. Some
 * refused subscriptions are told to nobody.
 */
export class CcxtHooks {
  #events: SocketEvents | undefined;

  constructor(exchange: CcxtExchange) {
    const own = {
      onConnected: exchange.onConnected,
      onError: exchange.onError,
      onClose: exchange.onClose,
      handleMessage: exchange.handleMessage,
    };
    exchange.onConnected = (...args) => {
      this.#events?.opened();
      return own.onConnected.apply(exchange, args);
    };
    exchange.handleMessage = (...args) => {
      this.#events?.heard();
      const result = own.handleMessage.apply(exchange, args);
      const refusal = takeRefusal(args[0]);
      if (refusal !== undefined) this.#events?.ended(refusal);
      return result;
    };
    exchange.onError = (...args) => {
      this.#events?.ended(args[1]);
      return own.onError.apply(exchange, args);
    };
    exchange.onClose = (...args) => {
      this.#events?.ended(args[1]);
      return own.onClose.apply(exchange, args);
    };
  }

  /** From now on tells these; `undefined` for nobody. */
  tell(events: SocketEvents | undefined): void {
    this.#events = events;
  }
}

/** Takes an error that ccxt keeps for whoever asks for it by its number, which nobody does for a subscription. */
const takeRefusal = (client: unknown): unknown => {
  const { rejections } = client as { rejections?: Record<string, unknown> };
  for (const [key, error] of Object.entries(rejections ?? {})) {
    delete rejections![key];
    return error;
  }
  return undefined;
};
