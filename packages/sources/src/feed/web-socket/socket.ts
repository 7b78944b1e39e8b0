import { sourcesError } from '../../errors.ts';

/** What is used of a WebSocket; the global one and that of `ws` are such. */
export interface FeedSocket {
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  send(data: string): void;
  close(): void;
  /** Ends the connection without waiting for the other side, which may be gone; `ws` has it. */
  terminate?(): void;
}

/** Opens a WebSocket by the global class, or that of the optional peer `ws` where Node has none. */
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
