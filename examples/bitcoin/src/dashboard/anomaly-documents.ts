import { mapping } from '@penstock/sink-es';
import type { OddDay } from '../model/anomalies.ts';
import { dayField } from './result-index.ts';
import type { ResultIndex } from './result-index.ts';

/** A day that stood out; its id is `day`, so that a later run writes over it. */
export interface AnomalyDay extends Omit<OddDay, 'date'> {
  readonly Date: string;
  /** The same as a word, which a table can have rows by. */
  readonly day: string;
}

/** How an index holds what stood out, whether a day or a minute. */
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

/** The index of days that stood out. */
export const anomalyIndex: ResultIndex<AnomalyDay> = {
  index: 'bitcoin_anomalies',
  mapping: mapping<AnomalyDay>({ Date: dayField, day: 'keyword', ...oddFields }),
  idOf: ({ day }) => day,
};

/** The document of a day that stood out. */
export const anomalyDocument = ({ date, ...found }: OddDay): AnomalyDay => ({ Date: date, day: date, ...found });
