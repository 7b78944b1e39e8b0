import { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Board } from '../board/board.ts';
import type { PipelineWatch } from '../board/pipeline-watch.ts';
import { boardApp } from './app.ts';
import { listen } from './listen.ts';
import type { PageFiles } from './page-files.ts';

/** Options of {@link serveBoard}. */
export interface ServeOptions {
  readonly board: Board;
  readonly watch: PipelineWatch;
  readonly files: PageFiles;
  /** Default: 8080, or the next free port. */
  readonly port: number | undefined;
}

/** The running server of a page. */
export interface ServedBoard {
  readonly port: number;
  /** Such as `http://127.0.0.1:8080/`. */
  readonly address: string;
  /** Ends all requests, also streams of events, and resolves when the port is free. */
  close(): Promise<void>;
}

const second = 1_000;

/** Serves the page of a board and its API on this machine only. */
export const serveBoard = async ({ board, watch, files, port: named }: ServeOptions): Promise<ServedBoard> => {
  const stop = new AbortController();
  const app = boardApp({ board, files, signal: stop.signal });
  const server = createAdaptorServer({ fetch: app.fetch });
  if (!(server instanceof Server)) throw new TypeError('Expected a server of HTTP/1.1.');
  const port = await listen(server, named);
  const timer = setInterval(() => {
    watch.tick();
    void board.tick();
  }, second);
  return {
    port,
    address: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        stop.abort();
        server.close(() => resolve());
        // First the answers that the abort has ended are sent.
        setImmediate(() => server.closeAllConnections());
      }),
  };
};
