import { detectAnomalies } from '@penstock/forecast/flow';
import type { BucketAnomaly } from '@penstock/forecast/flow';
import { mapMany } from '@penstock/stream';
import type { Flow, FlowOperator } from '@penstock/stream';
import { oddPrice } from '../model/odd-price.ts';
import type { MarketCandle } from './candles.ts';
import { marketFrom } from './live-trade.ts';
import type { LiveRow } from './store/documents.ts';

const alarm = 50;

/**
 * Finds anomalies of minutes from the closes of their seconds. It judges logarithms of prices, so that a change of 10 %
 * counts the same at any price. It learns from the first hundred minutes and judges none of them.
 */
export const anomalyRows: FlowOperator<MarketCandle, LiveRow> = (seconds: Flow<MarketCandle>) => {
  const judge = detectAnomalies<MarketCandle>({ bucket: '1m', alarm, value: ({ close }) => Math.log(close) });
  const rows = mapMany((verdict: BucketAnomaly) => rowsOf(verdict));
  return rows(judge(seconds));
};

const rowsOf = (verdict: BucketAnomaly): readonly LiveRow[] => {
  const odd = oddPrice(verdict, alarm);
  if (!odd) return [];
  const description = `${((odd.factor - 1) * 100).toPrecision(2)} % ${odd.direction}`;
  const { key, time } = verdict;
  return [{ index: 'bitcoin_live_anomalies', document: { ...marketFrom(key), time, ...odd, description } }];
};
