import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** A value of {@link TickServer}. */
export interface Tick {
  readonly id: string;
  readonly time: number;
  readonly price: number;
}

/**
 * A feed of ticks with ids from 0, on 127.0.0.1. `GET /ticks?from=ID` returns up to 100; a WebSocket sends the live
 * ones.
 */
export class TickServer {
  readonly ticks: Tick[] = [];
  readonly #http = createServer((request, response) => {
    const from = Number(new URL(request.url ?? '', 'http://ticks').searchParams.get('from'));
    response.end(JSON.stringify(this.ticks.slice(from, from + 100)));
  });
  readonly #sockets = new WebSocketServer({ server: this.#http });

  static async open(): Promise<TickServer> {
    const server = new TickServer();
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get host(): string {
    return `127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Resolves when a client's socket is open. */
  async connected(): Promise<void> {
    if (this.#sockets.clients.size === 0) await new Promise((resolve) => this.#sockets.on('connection', resolve));
  }

  /** Resolves to the close code of the next socket that ends. */
  closed(): Promise<number> {
    return new Promise((resolve) => {
      for (const socket of this.#sockets.clients) socket.on('close', resolve);
    });
  }

  tick(count: number): void {
    for (let n = 0; n < count; n += 1) {
      const id = this.ticks.length;
      this.ticks.push({ id: String(id), time: 1_767_225_600_000 + id * 10, price: 100 + (id % 7) });
      this.send({ ticks: [this.ticks[id]] });
    }
  }

  send(message: unknown): void {
    for (const socket of this.#sockets.clients) socket.send(JSON.stringify(message));
  }

  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.clients.clear();
  }

  async close(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}
