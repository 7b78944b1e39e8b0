import type { ForecastOutcome } from '@penstock/forecast/flow';
import { mapValue, tee } from '@penstock/stream';
import type { Flow, FlowOperator } from '@penstock/stream';
import { merge } from 'rxjs';
import { anomalyRows } from './anomalies.ts';
import { candleRow, candles } from './candles.ts';
import type { LiveRow } from './store/documents.ts';
import { forecastRows } from './forecasts.ts';
import type { LiveTrade } from './live-trade.ts';

/** Makes all rows of the store from trades: candles of a second and of a minute, anomalies and forecasts. */
export const liveRows =
  (onOutcome: (outcome: ForecastOutcome) => void): FlowOperator<LiveTrade, LiveRow> =>
  (trades: Flow<LiveTrade>) => {
    const [forSeconds, forMinutes] = tee(2)(trades);
    const [seconds, judged] = tee(2)(forSeconds!.pipe(candles('1s')));
    const [minutes, continued] = tee(2)(forMinutes!.pipe(candles('1m')));
    return merge(
      seconds!.pipe(mapValue(candleRow('bitcoin_candles_1s'))),
      minutes!.pipe(mapValue(candleRow('bitcoin_candles_1m'))),
      judged!.pipe(anomalyRows),
      continued!.pipe(forecastRows(onOutcome)),
    );
  };
