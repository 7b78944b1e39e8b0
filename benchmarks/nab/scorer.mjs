/**
 * The score of the Numenta Anomaly Benchmark: A. Lavin, S. Ahmad, "Evaluating Real-time Anomaly Detection Algorithms -
 * the Numenta Anomaly Benchmark", 2015, written from its description. On a windowed Gaussian it gives the sums that the
 * benchmark publishes for that detector.
 *
 * A file is `{ scores, windows }`: the anomaly score of each row, and the first and the last row of each labelled
 * window, in order. A row is an alarm when its score is at least the threshold. In each window only the first alarm
 * counts, and an earlier alarm counts more. Each alarm outside of the windows has a cost, which is smaller just after a
 * window.
 */

/** The weights of a found window, a false alarm and a missed window. */
export const profiles = {
  standard: { found: 1, falseAlarm: 0.11, missed: 1 },
  'reward low FP': { found: 1, falseAlarm: 0.22, missed: 1 },
  'reward low FN': { found: 1, falseAlarm: 0.11, missed: 2 },
};

/** The first row that counts: a detector may learn from the rows before. */
export const firstScored = (rows) => Math.min(Math.floor(0.15 * rows), 750);

/**
 * The scaled sigmoid: near 1 at the beginning of a window (-1), 0 at its end (0), and near -1 one window's width after
 * it (1).
 */
export const scaledSigmoid = (position) => (position >= 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1);

/** For each row: the number of its window, or -1 outside of all windows, and the unweighted worth of an alarm there. */
const worthsOf = (rows, windows) => {
  const windowOf = new Int32Array(rows).fill(-1);
  const worth = new Float64Array(rows).fill(-1);
  windows.forEach(([first, last], index) => {
    const width = last - first + 1;
    for (let row = first; row <= last; row += 1) {
      windowOf[row] = index;
      worth[row] = scaledSigmoid(-(last - row + 1) / width) / scaledSigmoid(-1);
    }
    const next = windows[index + 1]?.[0] ?? rows;
    // A window of one row has no width to measure by, so each row after it counts as far away.
    for (let row = last + 1; row < next; row += 1) worth[row] = scaledSigmoid((row - last) / (width - 1));
  });
  return { windowOf, worth };
};

/** The counted rows of all files, highest score first, with the worth of an alarm and the id of the window. */
const alarmsOf = (files) => {
  const alarms = [];
  let windowsBefore = 0;
  for (const { scores, windows } of files) {
    const { windowOf, worth } = worthsOf(scores.length, windows);
    for (let row = firstScored(scores.length); row < scores.length; row += 1)
      alarms.push({
        score: scores[row],
        worth: worth[row],
        window: windowOf[row] === -1 ? undefined : windowsBefore + windowOf[row],
      });
    windowsBefore += windows.length;
  }
  return alarms.toSorted((one, other) => other.score - one.score);
};

/**
 * Lowers the threshold from above all scores, and yields the sum of weights for each distinct score:
 * `{ threshold, sum }`.
 */
function* sweep(alarms, { found, falseAlarm, missed }) {
  // Windows that end before the first counted row are not among the alarms; they can be neither found nor missed.
  const best = new Map(alarms.filter(({ window }) => window !== undefined).map(({ window }) => [window, -missed]));
  let sum = -missed * best.size;
  let threshold = Infinity;
  for (const { score, worth, window } of alarms) {
    if (score !== threshold) yield { threshold, sum };
    threshold = score;
    if (window === undefined) sum += falseAlarm * worth;
    else if (found * worth > best.get(window)) {
      sum += found * worth - best.get(window);
      best.set(window, found * worth);
    }
  }
  yield { threshold, sum };
}

/** Converts a sum to the benchmark's scale: 0 for a detector without alarms, 100 for a perfect one. */
const normalised = (alarms, { found, missed }, sum) => {
  const windows = new Set(alarms.map(({ window }) => window).filter((window) => window !== undefined)).size;
  return (100 * (sum + missed * windows)) / ((found + missed) * windows);
};

/** The normalised score at a threshold. */
export const scoreAt = (files, threshold, profile = profiles.standard) => {
  const alarms = alarmsOf(files);
  let last = 0;
  for (const { threshold: reached, sum } of sweep(alarms, profile)) {
    if (reached < threshold) break;
    last = sum;
  }
  return normalised(alarms, profile, last);
};

/** The normalised score at the threshold that is the best for all files together. */
export const bestScore = (files, profile = profiles.standard) => {
  const alarms = alarmsOf(files);
  let best = { threshold: Infinity, sum: -Infinity };
  for (const point of sweep(alarms, profile)) if (point.sum > best.sum) best = point;
  return { threshold: best.threshold, score: normalised(alarms, profile, best.sum) };
};

/** Windows with an alarm at a threshold, and the alarms outside of all windows. */
export const countsOf = ({ scores, windows }, threshold) => {
  const first = firstScored(scores.length);
  const { windowOf } = worthsOf(scores.length, windows);
  const found = new Set();
  let falseAlarms = 0;
  for (let row = first; row < scores.length; row += 1) {
    if (!(scores[row] >= threshold)) continue;
    if (windowOf[row] === -1) falseAlarms += 1;
    else found.add(windowOf[row]);
  }
  return { found: found.size, windows: windows.length, falseAlarms };
};
