import { mapping } from '@penstock/sink-es';
import type { OddDay } from '../model/anomalies.ts';
import type { ResultIndex } from './result-index.ts';

/** A day that stood out; its id is `day`, so that a later run writes over it. */
export interface AnomalyDay extends Omit<OddDay, 'date'> {
  readonly Date: string;
  /** The same as a word, which a table can have rows by. */
  readonly day: string;
}

/** The index of days that stood out. */
export const anomalyIndex: ResultIndex<AnomalyDay> = {
  index: 'bitcoin_anomalies',
  mapping: mapping<AnomalyDay>({
    Date: { type: 'date', format: 'yyyy-MM-dd' },
    day: 'keyword',
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
  }),
  idOf: ({ day }) => day,
};

/** The document of a day that stood out. */
export const anomalyDocument = ({ date, ...found }: OddDay): AnomalyDay => ({ Date: date, day: date, ...found });
