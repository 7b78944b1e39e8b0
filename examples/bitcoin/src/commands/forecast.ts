import { log } from '@penstock/forecast';
import { PenstockError } from '@penstock/stream';
import type { ForecastResult } from '../dashboard/forecast-documents.ts';
import type { EpochLoss } from '../dashboard/loss-documents.ts';
import { saveAnomalies, saveForecast } from '../dashboard/results.ts';
import { oddDays } from '../model/anomalies.ts';
import { openEngine } from '../model/engine.ts';
import type { PipelineWatch } from '../board/pipeline-watch.ts';
import { withPage } from '../server/with-page.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { daysOf, forecastText } from '../output/summary.ts';
import { paintOn } from '../output/paint.ts';
import { tellResult } from '../output/tell-result.ts';
import { headlineOf } from '../model/headline.ts';
import { epochs, train } from '../model/train.ts';
import type { Context } from '../context.ts';

/** The result of training and forecast, with the data of the page. */
export interface Forecasted extends ForecastResult {
  readonly timingsMs: Readonly<Record<'train' | 'forecast', number>>;
}

// A year, as in the report; and the fewest days on which a fit makes sense.
const [days, fewest] = [365, 30];

/**
 * Trains the LSTM on the last year in the store, forecasts the week after it with the best forecaster of a backtest,
 * finds the anomalies of all days, and writes the results to the store.
 */
export const forecastFrom = async (
  store: Store,
  { args, env, signal, progress }: Context,
  watch: PipelineWatch,
): Promise<Forecasted> => {
  const engine = await openEngine(args.engine, env);
  const began = performance.now();
  const known = await store.closes();
  const closes = { times: known.times.slice(-days), values: known.values.slice(-days) };
  if (closes.values.length < fewest) {
    throw new PenstockError(
      'PENSTOCK_SERIES_TOO_SHORT',
      `Expected at least ${fewest} days in the index bitcoin_kafka (${store.name}) to train on; it holds ` +
        `${closes.values.length}. Run the steps produce and index first, or the whole pipeline.`,
    );
  }
  const loss: EpochLoss[] = [];
  const trained = await watch.during('train', () =>
    train(closes, {
      transforms: [log()],
      engine,
      signal,
      onEpoch: ({ epoch, loss: error, validationLoss }) => {
        loss.push({ epoch, loss: error, validation: validationLoss ?? null });
        progress.step('Training: epoch', epoch, epochs);
        watch.count('train', epoch, epochs);
      },
    }),
  );
  const { metrics, fit, seconds } = trained;
  const afterTraining = performance.now();
  const { headline, forecast } = await watch.during('backtest', () =>
    headlineOf(closes, trained, {
      engine,
      signal,
      onCandidate: (done, total) => {
        progress.step('Backtest: forecaster', done, total);
        watch.count('backtest', done, total);
      },
    }),
  );
  const summary = {
    store: store.name,
    engine: { name: args.engine, seconds },
    headline,
    forecast: daysOf(forecast),
    metrics,
    anomalies: oddDays(known),
  };
  await saveForecast(store, { closes, fit, loss, summary }, signal);
  await saveAnomalies(store, summary.anomalies, signal);
  const timingsMs = {
    train: Math.round(afterTraining - began),
    forecast: Math.round(performance.now() - afterTraining),
  };
  return { closes, fit, loss, summary, timingsMs };
};

/** The command `forecast`. */
export const forecast = (context: Context): Promise<void> =>
  withPage(context, { steps: ['train', 'backtest'], broker: null }, async (watched, page) => {
    const { args, progress } = watched;
    const store = await openStore(watched);
    try {
      await page.refresh(store, ['about', 'prices', 'anomalies', 'forecast']);
      const { summary, closes } = await forecastFrom(store, watched, page.watch);
      await page.refresh(store, ['anomalies', 'forecast']);
      progress.line('Done');
      await tellResult(args, forecastText(summary, closes, paintOn(process.stdout)), summary);
    } finally {
      await store.close();
    }
  });
