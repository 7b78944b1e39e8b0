import type { SeriesMarker, UTCTimestamp } from 'lightweight-charts';
import type { AnomalyRow as Anomaly } from '../../src/board/api.ts';
import { severityOf } from '../anomalies/severity.ts';
import { colour } from '../theme/palette.ts';

const mostMarks = 40;

/**
 * The anomalies to mark among those from `from` to `to` (ms since the epoch): the 40 most severe, since more would
 * cover the price. Oldest first.
 */
export const marked = (rows: readonly Anomaly[], from: number, to: number): readonly Anomaly[] =>
  rows
    .filter(({ time }) => time >= from && time <= to)
    .toSorted((a, b) => b.severity - a.severity)
    .slice(0, mostMarks)
    .toSorted((a, b) => a.time - b.time);

/**
 * How the price chart marks an anomaly: a dot above a price that was too high, or below one that was too low. The mark
 * of the picked one has its description.
 */
export const markOf = (
  { time, severity, direction, description }: Anomaly,
  isPicked: boolean,
): SeriesMarker<UTCTimestamp> => ({
  id: String(time),
  time: (time / 1_000) as UTCTimestamp,
  position: direction === 'lower' ? 'belowBar' : 'aboveBar',
  shape: 'circle',
  color: colour(`severity-${severityOf(severity)}`),
  size: isPicked ? 1.6 : severity >= 75 ? 1 : 0.6,
  ...(isPicked && { text: `${severity.toFixed(0)}: ${description}` }),
});
