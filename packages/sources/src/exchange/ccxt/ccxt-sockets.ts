import { callUntil } from '../../abort/call-until.ts';
import { UnavailableError } from '../../failure/unavailable-error.ts';
import type { CcxtExchange, CcxtMarket } from './ccxt-exchange.ts';
import { fromCcxt, symbolUnknown } from './ccxt-error.ts';
import { hooksOf } from './ccxt-hooks.ts';
import type { CcxtHooks, SocketEvents } from './ccxt-hooks.ts';

/** How the sockets of an exchange are used. */
export interface SocketUse {
  /** Throws for an unsuitable market. Default: every market is suitable. */
  readonly checkMarket?: (symbol: string, market: CcxtMarket) => void;
  /** Called before a socket is opened. */
  readonly prepare: (exchange: CcxtExchange) => void;
  /**
   * Returns functions that call ccxt's `watch` methods. Each function is called again and again. ccxt opens the socket
   * and subscribes on the first call.
   */
  readonly watches: (exchange: CcxtExchange) => ReadonlyArray<() => Promise<unknown>>;
  readonly opened: () => void;
  readonly heard: () => void;
}

interface Opened {
  readonly exchange: CcxtExchange;
  readonly hooks: CcxtHooks;
}

/** Opens, serves and closes the sockets of a ccxt exchange. */
export class CcxtSockets {
  readonly #open: () => Promise<CcxtExchange>;
  #opened: Promise<Opened> | undefined;
  /** Settles when all sockets are closed. */
  #idle: Promise<void> = Promise.resolve();

  constructor(open: () => Promise<CcxtExchange>) {
    this.#open = open;
  }

  /** Returns the exchange, which is made on first use. */
  async exchange(): Promise<CcxtExchange> {
    return (await this.#ready()).exchange;
  }

  /**
   * Serves subscriptions until one of them fails. Calls run one after another, because the end of each closes all
   * sockets of the exchange.
   */
  serve(symbols: readonly string[], use: SocketUse, signal: AbortSignal): Promise<void> {
    const served = this.#idle.then(() => this.#serve(symbols, use, signal));
    this.#idle = served.catch(() => undefined);
    return served;
  }

  async close(): Promise<void> {
    await this.#idle;
    const ready = await this.#opened?.catch(() => undefined);
    if (ready) await hangUp(ready.exchange);
  }

  async #serve(symbols: readonly string[], use: SocketUse, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { exchange, hooks } = await this.#ready();
    let isOver = false;
    let stopListening = (): void => undefined;
    // A watch call after the end would make ccxt open a socket that is never closed.
    const untilOver = async (watch: () => Promise<unknown>): Promise<void> => {
      while (!isOver) await watch();
    };
    try {
      await callUntil(signal, () => checkSymbols(exchange, symbols, use));
      use.prepare(exchange);
      dialAtOnce(exchange);
      const watched = use.watches(exchange).map((watch) => untilOver(watch));
      const ended = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        stopListening = hooks.listen(eventsOf(exchange.id, use, reject));
      });
      await Promise.race([...watched, ended]);
    } catch (error) {
      signal.throwIfAborted();
      throw fromCcxt(error, exchange);
    } finally {
      isOver = true;
      stopListening();
      await hangUp(exchange);
    }
  }

  #ready(): Promise<Opened> {
    this.#opened ??= this.#make();
    return this.#opened;
  }

  async #make(): Promise<Opened> {
    const exchange = await this.#open();
    // ccxt needs this call for ws:// URLs, which loopback exchanges have.
    await exchange.loadHttpProxyAgent();
    return { exchange, hooks: hooksOf(exchange) };
  }
}

/** Makes a listener that passes the events of a socket on to `use`, and rejects when the socket ends. */
const eventsOf = (exchange: string, use: SocketUse, reject: (reason: unknown) => void): SocketEvents => ({
  opened: use.opened,
  heard: use.heard,
  ended(cause) {
    if (cause instanceof Error) return reject(cause);
    const { code } = Object(cause) as { readonly code?: unknown };
    reject(new UnavailableError(`${exchange}: the socket was closed (${String(code)}). It will be reopened.`));
  },
});

/** Resets ccxt's own back-off, so that only the option `retry` decides how long to wait. */
const dialAtOnce = ({ options }: CcxtExchange): void => {
  const { ws } = options as { readonly ws?: { backoffState?: unknown } };
  if (ws) ws.backoffState = {};
};

/**
 * Closes all sockets. It terminates them first, because a closing handshake with an unreachable server takes half a
 * minute.
 */
const hangUp = async (exchange: CcxtExchange): Promise<void> => {
  const clients = Object.values(exchange.clients ?? {}) as Array<{ connection?: { terminate?: () => void } }>;
  for (const { connection } of clients) connection?.terminate?.();
  await exchange.close().catch(() => undefined);
};

const checkSymbols = async (
  exchange: CcxtExchange,
  symbols: readonly string[],
  { checkMarket }: SocketUse,
): Promise<void> => {
  const markets = await exchange.loadMarkets();
  for (const symbol of symbols) {
    const market = Object.hasOwn(markets, symbol) ? markets[symbol] : undefined;
    if (!market) throw symbolUnknown(`${exchange.id} has no market ${symbol}`);
    if (market.active === false) throw symbolUnknown(`${exchange.id} has closed the market ${symbol}`);
    checkMarket?.(symbol, market);
  }
};
