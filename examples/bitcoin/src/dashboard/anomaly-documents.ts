import { mapping } from '@penstock/sink-es';
import type { OddDay } from '../model/anomalies.ts';
import { dayField } from './result-index.ts';
import type { ResultIndex } from './result-index.ts';

/** An anomaly of a day. Its id is `day`, so that a later run replaces it. */
export interface AnomalyDay extends Omit<OddDay, 'date'> {
  readonly Date: string;
  /** `Date` as a keyword: a table of Kibana makes a row of each keyword. */
  readonly day: string;
}

/** The mapping of an anomaly, of a day or of a minute. */
export const oddFields = {
  actual: 'double',
  typical: 'double',
  lower: 'double',
  upper: 'double',
  severity: 'double',
  direction: 'keyword',
  kind: 'keyword',
  description: 'keyword',
  factor: 'double',
  alarm: 'boolean',
} as const;

/** The index of anomalies of days. */
export const anomalyIndex: ResultIndex<AnomalyDay> = {
  index: 'bitcoin_anomalies',
  mapping: mapping<AnomalyDay>({ Date: dayField, day: 'keyword', ...oddFields }),
  idOf: ({ day }) => day,
};

/** The document of an anomaly of a day. */
export const anomalyDocument = ({ date, ...found }: OddDay): AnomalyDay => ({ Date: date, day: date, ...found });
