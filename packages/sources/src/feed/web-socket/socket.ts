import { sourcesError } from '../../errors.ts';

/** The part of a WebSocket that feeds use. The global `WebSocket` and the class of `ws` both have it. */
export interface FeedSocket {
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  send(data: string): void;
  close(): void;
  /** Ends the connection without a closing handshake, because the server may be unreachable; `ws` has this method. */
  terminate?(): void;
}

/** Opens a WebSocket with the global class, or with the optional peer `ws` if Node has none. */
export const openSocket = async (url: string): Promise<FeedSocket> => {
  const { WebSocket: builtIn } = globalThis as { readonly WebSocket?: new (url: string) => FeedSocket };
  if (builtIn) return new builtIn(url);
  let peer: new (url: string) => FeedSocket;
  try {
    ({ WebSocket: peer } = await import('ws'));
  } catch (error) {
    throw sourcesError(
      'PENSTOCK_PEER_MISSING',
      'Expected a global WebSocket, as in Node 22, or the package ws; found neither. Run: npm install ws.',
      error,
    );
  }
  return new peer(url);
};
