import { callUntil } from '../../abort/call-until.ts';
import { UnavailableError } from '../../failure/unavailable-error.ts';
import type { CcxtExchange, CcxtMarket } from './ccxt-exchange.ts';
import { fromCcxt, symbolUnknown } from './ccxt-error.ts';
import { hooksOf } from './ccxt-hooks.ts';
import type { CcxtHooks, SocketEvents } from './ccxt-hooks.ts';

/** What is done with the sockets of an exchange. */
export interface SocketUse {
  /** Throws for a market that will not do. Default: any will. */
  readonly checkMarket?: (symbol: string, market: CcxtMarket) => void;
  /** Called before a socket is opened. */
  readonly prepare: (exchange: CcxtExchange) => void;
  /** What to watch, again and again. ccxt opens the socket, and subscribes once. */
  readonly watches: (exchange: CcxtExchange) => ReadonlyArray<() => Promise<unknown>>;
  readonly opened: () => void;
  readonly heard: () => void;
}

interface Opened {
  readonly exchange: CcxtExchange;
  readonly hooks: CcxtHooks;
}

/** The sockets of an exchange of ccxt: opened, served to their end, and closed. */
export class CcxtSockets {
  readonly #open: () => Promise<CcxtExchange>;
  #opened: Promise<Opened> | undefined;
  /** Settles when no socket is open. */
  #idle: Promise<void> = Promise.resolve();

  constructor(open: () => Promise<CcxtExchange>) {
    this.#open = open;
  }

  /** The exchange, which is made when it is first needed. */
  async exchange(): Promise<CcxtExchange> {
    return (await this.#ready()).exchange;
  }

  /**
   * Serves subscriptions until one of them fails. One after the other: closing one closes all sockets of the exchange.
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
    // Watching again after the end would have ccxt open a socket that nobody closes.
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
    // ccxt wants this for ws:// addresses, as those of an exchange that a test runs on this machine.
    await exchange.loadHttpProxyAgent();
    return { exchange, hooks: hooksOf(exchange) };
  }
}

/** Passes on what a socket tells, and rejects when it ends. */
const eventsOf = (exchange: string, use: SocketUse, reject: (reason: unknown) => void): SocketEvents => ({
  opened: use.opened,
  heard: use.heard,
  ended(cause) {
    if (cause instanceof Error) return reject(cause);
    const { code } = Object(cause) as { readonly code?: unknown };
    reject(new UnavailableError(`${exchange}: the socket was closed (${String(code)}). It is opened again.`));
  },
});

/** Forgets how often ccxt has opened a socket: it would wait on its own, and the waits of a flow are its `retry`. */
const dialAtOnce = ({ options }: CcxtExchange): void => {
  const { ws } = options as { readonly ws?: { backoffState?: unknown } };
  if (ws) ws.backoffState = {};
};

/** Closes all sockets. A peer that is gone would not answer a polite close for half a minute. */
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
