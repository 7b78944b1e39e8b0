// Functions that count alarms.
import { injectedAt } from './injections.mjs';

export const major = 50;
const critical = 75;

/** Counts the runs of neighbouring rows of at least `severity`, from row `from` on. */
export const incidentsOf = (severities, severity = major, from = 0) => {
  let incidents = 0;
  for (let row = from; row < severities.length; row += 1)
    if (severities[row] >= severity && (row === from || severities[row - 1] < severity)) incidents += 1;
  return incidents;
};

/**
 * Counts alarms on `count` series without an anomaly: incidents of at least `major` for each 1,000 judged rows, and the
 * share of judged rows that are critical, in percent.
 */
export const falseAlarmsOf = (make, judge, { count = 100, rows = 2_000 } = {}) => {
  let [incidents, criticalRows, judged] = [0, 0, 0];
  for (let seed = 1; seed <= count; seed += 1) {
    const { severities, from } = judge(make(rows, seed));
    incidents += incidentsOf(severities, major, from);
    criticalRows += severities.subarray(from).filter((severity) => severity >= critical).length;
    judged += rows - from;
  }
  return { incidents: (1_000 * incidents) / judged, critical: (100 * criticalRows) / judged, judged };
};

/** Rows from the injection to the first row of at least `major`; `undefined` when there is none within the limit. */
const delayOf = (severities, within) => {
  for (let delay = 0; delay < within; delay += 1) if (severities[injectedAt + delay] >= major) return delay;
  return undefined;
};

/**
 * Returns the share of `count` series whose injection is found in time, in percent, and the median delay of these in
 * rows. Also returns the share that has an alarm in the same rows without the injection.
 */
export const foundOf = ({ series, without, within }, judge, { count = 100 } = {}) => {
  const delays = [];
  let byChance = 0;
  for (let seed = 1; seed <= count; seed += 1) {
    const delay = delayOf(judge(series(seed)).severities, within);
    if (delay !== undefined) delays.push(delay);
    if (delayOf(judge(without(seed)).severities, within) !== undefined) byChance += 1;
  }
  delays.sort((one, other) => one - other);
  const delay = delays.length === 0 ? undefined : delays[Math.floor((delays.length - 1) / 2)];
  return { found: (100 * delays.length) / count, delay, byChance: (100 * byChance) / count };
};
