/**
 * The part of the optional peer `ws` that is used here. Its own types would install a second version of Node's types.
 */
declare module 'ws' {
  import type { Server } from 'node:http';

  export class WebSocket {
    readonly readyState: number;
    constructor(url: string);
    addEventListener(type: string, listener: (event: never) => void): void;
    send(data: string): void;
    close(): void;
    terminate(): void;
    on(event: 'message', listener: (data: Buffer) => void): this;
    on(event: 'close', listener: (code: number) => void): this;
  }

  export class WebSocketServer {
    readonly clients: Set<WebSocket>;
    constructor(options: { readonly server: Server });
    on(event: 'connection', listener: (socket: WebSocket, request: { readonly url?: string }) => void): this;
    close(): void;
  }
}
