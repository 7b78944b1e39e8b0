import type { ISocketFactory } from 'kafkajs';
import net from 'node:net';
import tls from 'node:tls';

const keepAliveMs = 60_000;

/**
 * The sockets of one client, so that they can be closed whatever it is waiting for: kafkajs ends a connection only
 * after the answer to every request, and a request to join a group is answered when all its members have joined.
 */
export class Sockets {
  readonly #open = new Set<net.Socket>();
  #closed = false;

  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    // kafkajs may have ended it before it was connected. Told now, it would take the connection for open, and keep a
    // timer for it.
    const connected = () => (socket.writableEnded ? socket.destroy(new Error('The client is closed')) : onConnect());
    const socket: net.Socket = ssl
      ? tls.connect({ host, port, ...(net.isIP(host) ? {} : { servername: host }), ...ssl }, connected)
      : net.connect({ host, port }, connected);
    socket.setKeepAlive(true, keepAliveMs);
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      // kafkajs calls this at each try to reconnect; without a connection Node would add a listener each time, for one
      // that never comes.
      socket.unref = () => socket;
    });
    // Tries to connect that were under way when the client was closed.
    if (this.#closed) socket.destroy(new Error('The client is closed'));
    return socket;
  };

  /** Closes what is open, and whatever is opened from now on. */
  close(): void {
    this.#closed = true;
    // kafkajs hears of an error, and not of a mere close.
    for (const socket of this.#open)
      socket.destroy(socket.writableEnded ? undefined : new Error('The client is closed'));
  }
}
