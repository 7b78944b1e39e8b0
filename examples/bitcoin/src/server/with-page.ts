import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import type { About, BoardPart } from '../board/api.ts';
import type { BoardOptions } from '../board/board.ts';
import { EventHub } from '../board/event-hub.ts';
import { PipelineWatch } from '../board/pipeline-watch.ts';
import type { StepName } from '../board/pipeline-watch.ts';
import { readBoard } from '../board/stored-board.ts';
import type { StoredBoard } from '../board/stored-board.ts';
import { watchedLag } from '../board/watched-lag.ts';
import type { Lagging } from '../board/watched-lag.ts';
import type { Context } from '../context.ts';
import type { Store } from '../store/store.ts';

/** Options of {@link withPage}, besides the store. */
export interface PageOptions extends Pick<BoardOptions, 'liveBoard' | 'reload'> {
  /** None if the page shows only a store. */
  readonly steps: readonly StepName[];
  readonly broker: About['broker'];
  readonly live?: About['live'];
}

/** A run and the page that shows it. */
export interface PagedRun {
  /** Takes the reports of the steps. */
  readonly watch: PipelineWatch;
  readonly events: EventHub;
  /** Shows what was read from a store. */
  show(stored: StoredBoard): void;
  /** Reads a store again and tells the page what has changed. */
  refresh(store: Store, changed: readonly BoardPart[]): Promise<void>;
  /** Shows the lag of a group while `work` runs. */
  showingLag<T>(lagging: Lagging, work: () => Promise<T>): Promise<T>;
}

/**
 * Runs `work` while its page is served, and then serves the page until the signal aborts. With `--once` there is no
 * page.
 *
 * @throws (rejects with) `PENSTOCK_PORT_IN_USE` before the work begins, and what `work` throws.
 */
export const withPage = async (
  context: Context,
  options: PageOptions,
  work: (context: Context, run: PagedRun) => Promise<void>,
): Promise<void> => {
  const { args, progress, signal } = context;
  const watch = new PipelineWatch(options.steps);
  const watched: Context = { ...context, onRetry: (what) => watch.retried(what) };
  if (args.once) return work(watched, withoutPage(watch));
  const [{ Board }, { readPageFiles }, { serveBoard }] = await Promise.all([
    import('../board/board.ts'),
    import('./page-files.ts'),
    import('./serve-board.ts'),
  ]);
  const { broker, live = null, liveBoard, reload } = options;
  const board = new Board({
    broker,
    live,
    watch,
    store: args.elasticsearch === undefined ? 'duckdb' : 'elasticsearch',
    version: manifest.version,
    ...(liveBoard && { liveBoard }),
    ...(reload && { reload }),
  });
  const files = await readPageFiles(builtPage);
  const served = await serveBoard({ board, watch, files, port: args.port });
  progress.notice(`Page at ${served.address} (Ctrl+C ends)`);
  try {
    await work(watched, {
      watch,
      events: board.events,
      show: (stored) => board.show(stored, []),
      refresh: async (store, changed) => board.show(await readBoard(store), changed),
      showingLag: (lagging, step) => watchedLag(watch, lagging, step),
    });
    if (signal.aborted) return;
    progress.line(`The page stays at ${served.address} until Ctrl+C`);
    await once(signal, 'abort');
  } finally {
    await served.close();
  }
};

// The page is beside the built program.
const builtPage = fileURLToPath(new URL('../dist/page', import.meta.url));

/** Without a page, nothing has to be read again. */
const withoutPage = (watch: PipelineWatch): PagedRun => ({
  watch,
  events: new EventHub(),
  show: () => undefined,
  refresh: () => Promise.resolve(),
  showingLag: (_, work) => work(),
});
