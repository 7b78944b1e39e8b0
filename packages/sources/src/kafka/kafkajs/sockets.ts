import type { ISocketFactory } from 'kafkajs';
import net from 'node:net';
import tls from 'node:tls';

const keepAliveMs = 60_000;

/**
 * Tracks the sockets of a client, so that they can be closed while the client waits. kafkajs closes a connection only
 * after the response to every request, and a request to join a group is answered only when all members have joined.
 */
export class Sockets {
  readonly #open = new Set<net.Socket>();
  #closed = false;

  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    // kafkajs may have ended the socket before it was connected. If it were notified now, it would treat the connection
    // as open and keep a timer for it.
    const connected = () => (socket.writableEnded ? socket.destroy(new Error('The client is closed')) : onConnect());
    const socket: net.Socket = ssl
      ? tls.connect({ host, port, ...(net.isIP(host) ? {} : { servername: host }), ...ssl }, connected)
      : net.connect({ host, port }, connected);
    socket.setKeepAlive(true, keepAliveMs);
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      // kafkajs calls `unref` at each attempt to reconnect. Without a connection, each call would add a listener that
      // is never removed.
      socket.unref = () => socket;
    });
    // This attempt to connect was running when the client was closed.
    if (this.#closed) socket.destroy(new Error('The client is closed'));
    return socket;
  };

  /** Closes all sockets, and every socket that is opened later. */
  close(): void {
    this.#closed = true;
    // kafkajs reacts to an error, but not to a close alone.
    for (const socket of this.#open)
      socket.destroy(socket.writableEnded ? undefined : new Error('The client is closed'));
  }
}
