import { detectAnomalies } from '@penstock/forecast/flow';
import type { BucketAnomaly } from '@penstock/forecast/flow';
import { mapMany } from '@penstock/stream';
import type { Flow, FlowOperator } from '@penstock/stream';
import type { MarketCandle } from './candles.ts';
import { marketFrom } from './live-trade.ts';
import type { LiveRow } from './store/documents.ts';

// Where Elastic's band of minor anomalies begins.
const leastSeverity = 25;
const alarm = 50;

/**
 * The minutes that stand out, of the closes of their seconds. Prices are judged by their logarithms, so that a change
 * of a tenth counts alike at any price. The first hundred minutes are learnt from.
 */
export const anomalyRows: FlowOperator<MarketCandle, LiveRow> = (seconds: Flow<MarketCandle>) => {
  const judge = detectAnomalies<MarketCandle>({ bucket: '1m', alarm, value: ({ close }) => Math.log(close) });
  const rows = mapMany((verdict: BucketAnomaly) => rowsOf(verdict));
  return rows(judge(seconds));
};

const rowsOf = ({ key, time, kind, evidence, severity, ...verdict }: BucketAnomaly): readonly LiveRow[] => {
  if (kind === null || evidence < leastSeverity) return [];
  const [actual, typical] = [Math.exp(verdict.actual), Math.exp(verdict.typical)];
  const factor = Math.max(actual / typical, typical / actual);
  const direction = actual > typical ? 'higher' : 'lower';
  return [
    {
      index: 'bitcoin_live_anomalies',
      document: {
        ...marketFrom(key),
        time,
        actual,
        typical,
        lower: Math.exp(verdict.lower),
        upper: Math.exp(verdict.upper),
        severity: evidence,
        direction,
        kind,
        description: `${((factor - 1) * 100).toPrecision(2)} % ${direction}`,
        factor,
        alarm: severity >= alarm,
      },
    },
  ];
};
