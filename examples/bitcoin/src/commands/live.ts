import { reasonText } from '@penstock/stream/error';
import { LiveBoard } from '../board/live-board.ts';
import { liveListener } from '../board/live-listener.ts';
import type { Context } from '../context.ts';
import type { Exchange } from '../live/source/exchanges.ts';
import { simulated, symbolAt } from '../live/source/exchanges.ts';
import { LiveCounts } from '../live/live-counts.ts';
import type { LiveEvent, LiveListener } from '../live/live-event.ts';
import { indexTrades, produceTrades } from '../live/live-steps.ts';
import { openLiveStore } from '../live/store/open-live-store.ts';
import { endText, outcomeText, progressText, reportText } from '../live/live-text.ts';
import { liveGroup, openPlaces } from '../live/places.ts';
import type { Places } from '../live/places.ts';
import { runLive } from '../live/run-live.ts';
import type { Progress } from '../output/progress.ts';
import { tellResult } from '../output/tell-result.ts';
import type { PagedRun, PageOptions } from '../server/with-page.ts';
import { withPage } from '../server/with-page.ts';
import { openStore } from '../store/open-store.ts';
import { topics } from '../topic/topic.ts';

/** The pipeline with `--live`: makes candles, anomalies and forecasts of live trades, and serves the page. */
export const livePipeline = async (context: Context, exchange: Exchange): Promise<void> => {
  const { args } = context;
  const store = await openLiveStore(context);
  const liveBoard = new LiveBoard(store, exchange);
  const options: PageOptions = {
    steps: ['produce', 'index'],
    broker: args.kafka === undefined ? 'memory' : 'kafka',
    live: { exchange, simulated: exchange === simulated },
    liveBoard,
  };
  const work = async (watched: Context, page: PagedRun): Promise<void> => {
    await showDays(watched, page);
    const { listener, stop } = liveListener({ ...page, liveBoard });
    await live(
      watched,
      exchange,
      (places, onEvent) =>
        page.showingLag({ topic: places.topic, name: topics.trades(exchange), group: liveGroup }, () =>
          page.watch.during('produce', () =>
            page.watch.during('index', () =>
              runLive({
                exchange,
                places,
                store,
                since: Date.now() - args.past,
                takeFor: args.takeFor,
                signal: watched.signal,
                onEvent,
              }),
            ),
          ),
        ),
      listener,
    ).finally(stop);
  };
  await withPage(context, options, work).finally(() => store.close());
};

/** Shows the daily prices and their results, if an earlier run left any in the store. */
const showDays = async (context: Context, page: PagedRun): Promise<void> => {
  try {
    const store = await openStore(context);
    await page.refresh(store, ['about', 'prices', 'anomalies', 'forecast']).finally(() => store.close());
  } catch (error) {
    context.progress.line(`The page shows no daily prices: ${reasonText(error)}`);
  }
};

/** The command `produce --live`. */
export const produceLive = (context: Context, exchange: Exchange): Promise<void> =>
  live(context, exchange, (places, onEvent) =>
    produceTrades({ exchange, places, since: Date.now() - context.args.past, signal: endOf(context), onEvent }),
  );

/** The command `index --live`. */
export const indexLive = (context: Context, exchange: Exchange): Promise<void> =>
  live(context, exchange, async (places, onEvent) => {
    const store = await openLiveStore(context);
    await indexTrades({ exchange, places, store, signal: endOf(context), onEvent }).finally(() => store.close());
  });

const endOf = ({ signal, args: { takeFor } }: Context): AbortSignal =>
  takeFor === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(takeFor)]);

/** Runs a step, prints its progress to standard error, and prints its counts at the end. */
const live = async (
  context: Context,
  exchange: Exchange,
  step: (places: Places, onEvent: LiveListener) => Promise<void>,
  listener?: LiveListener,
): Promise<void> => {
  const { args, progress } = context;
  const counts = new LiveCounts();
  const places = await openPlaces(exchange, context);
  progress.line(`Trades of ${exchange} ${symbolAt(exchange)} (Ctrl+C ends)`);
  const stopTelling = tellEvery(progress, counts);
  const onEvent: LiveListener = (event) => {
    counts.add(event);
    listener?.(event);
    const text = textOf(event);
    if (text !== undefined) progress.line(text);
  };
  try {
    await step(places, onEvent);
  } finally {
    stopTelling();
    await places.topic.close();
  }
  await tellResult(args, endText(counts), { exchange, symbol: symbolAt(exchange), ...counts });
};

const textOf = (event: LiveEvent): string | undefined => {
  if (event.kind === 'report') return reportText(event.report);
  return event.kind === 'outcome' ? outcomeText(event.outcome) : undefined;
};

const tellSeconds = 5;

/** Prints a line of progress every few seconds, until the returned function is called. */
const tellEvery = (progress: Progress, counts: LiveCounts): (() => void) => {
  let before = 0;
  const timer = setInterval(() => {
    const trades = Math.max(counts.trades, counts.sent);
    progress.line(progressText(counts, (trades - before) / tellSeconds));
    before = trades;
  }, tellSeconds * 1_000);
  return () => clearInterval(timer);
};
