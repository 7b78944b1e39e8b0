import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { LoopbackMarket } from './loopback-market.ts';
import type { LoopbackTrade } from './loopback-market.ts';

/** The shape of an exchange's responses and messages, which differs between exchanges. */
export interface LoopbackShape {
  /** Returns the response to a REST request, or undefined for an unknown path. */
  rest(path: string, query: URLSearchParams, market: LoopbackMarket, faults: LoopbackFaults): unknown;
  /** Returns the messages that confirm a subscription. */
  subscribed(message: unknown): readonly unknown[];
  /** Returns messages with these trades. */
  trades(trades: readonly LoopbackTrade[]): readonly unknown[];
}

/** The faults of the exchange; tests change them at any time. */
export interface LoopbackFaults {
  /** The number of newest trades that REST does not return yet. */
  lag: number;
  /** The number of last trades that REST has. */
  reach: number;
  /** The statuses of the next REST responses; then 200. */
  statuses: number[];
  /** Whether REST accepts requests without responding. */
  isMute: boolean;
  /** Whether the socket sends no messages. */
  isSilent: boolean;
  /** The text with which subscriptions are rejected. */
  refusal: string | undefined;
}

/** An exchange on 127.0.0.1 with REST and WebSocket. */
export class LoopbackExchange {
  readonly market: LoopbackMarket;
  readonly faults: LoopbackFaults = {
    lag: 0,
    reach: Infinity,
    statuses: [],
    isMute: false,
    isSilent: false,
    refusal: undefined,
  };
  /** The requested REST paths, with their queries. */
  readonly asked: string[] = [];
  readonly #shape: LoopbackShape;
  readonly #http = createServer((request, response) => this.#answer(request, response));
  readonly #subscribed = new Set<WebSocket>();
  readonly #waiting: Array<() => void> = [];
  #sockets = 0;

  private constructor(shape: LoopbackShape, start: number) {
    this.#shape = shape;
    this.market = new LoopbackMarket(start);
    const server = new WebSocketServer({ server: this.#http });
    server.on('connection', (socket) => this.#connected(socket));
  }

  static async open(shape: LoopbackShape, start = Date.UTC(2026, 0, 1)): Promise<LoopbackExchange> {
    const exchange = new LoopbackExchange(shape, start);
    await new Promise<void>((resolve) => exchange.#http.listen(0, '127.0.0.1', resolve));
    return exchange;
  }

  /** The host and port. */
  get host(): string {
    return `127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** The number of sockets opened so far. */
  get sockets(): number {
    return this.#sockets;
  }

  /** Makes trades and sends them, with a given number per message. */
  trade(count: number, apart = 10, perMessage = 5): void {
    const made = this.market.trade(count, apart);
    for (let at = 0; at < made.length; at += perMessage) this.send(made.slice(at, at + perMessage));
  }

  /** Sends existing trades, again or for the first time. */
  send(trades: readonly LoopbackTrade[]): void {
    if (this.faults.isSilent) return;
    for (const message of this.#shape.trades(trades)) this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    for (const socket of this.#subscribed) socket.send(text);
  }

  /** Breaks all sockets, without a closing handshake. */
  cut(): void {
    for (const socket of this.#subscribed) socket.terminate();
    this.#subscribed.clear();
  }

  /** Resolves when a client has subscribed since the sockets were broken. */
  async subscribed(): Promise<void> {
    if (this.#subscribed.size === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #connected(socket: WebSocket): void {
    this.#sockets += 1;
    socket.on('message', (data) => {
      const message: unknown = JSON.parse(data.toString());
      const { refusal } = this.faults;
      if (refusal !== undefined) {
        socket.send(refusal);
        return;
      }
      for (const answer of this.#shape.subscribed(message)) socket.send(JSON.stringify(answer));
      this.#subscribed.add(socket);
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
    socket.on('close', () => void this.#subscribed.delete(socket));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://loopback');
    this.asked.push(`${pathname}?${searchParams.toString()}`);
    if (this.faults.isMute) return;
    const isTrades = /trades/i.test(pathname);
    const status = isTrades ? (this.faults.statuses.shift() ?? 200) : 200;
    const answer = this.#shape.rest(pathname, searchParams, this.market, this.faults);
    response.writeHead(answer === undefined ? 404 : status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? (answer ?? {}) : { error: ['EService:Unavailable'] }));
  }
}

/** Returns the trades that REST has, as `lag` and `reach` allow. */
export const visible = (market: LoopbackMarket, { lag, reach }: LoopbackFaults): readonly LoopbackTrade[] => {
  const shown = market.trades.slice(0, market.trades.length - lag);
  return shown.slice(Math.max(0, shown.length - reach));
};
