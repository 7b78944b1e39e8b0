// Seeded series with one anomaly each, from row `injectedAt` on.
import { noiseOf, period, seasonAt, seriesOf } from './series.mjs';

export const injectedAt = 700;
const rows = 1_000;

const season = (row) => seasonAt(row);
const none = () => 0;

// Level shifts and slopes go up in every second series, and down in the others.
const signOf = (seed) => (seed % 2 === 0 ? 1 : -1);

/**
 * The kinds of anomalies. `within` is the number of rows from `injectedAt` on in which an alarm must begin. `change`
 * returns the value of a row from `injectedAt` on. Its arguments are the noise, the season, the row's number after
 * `injectedAt` and the sign of the series.
 */
const kinds = {
  'spike of 6': { within: 1, change: ({ noise, season: usual, after }) => usual + noise + (after === 0 ? 6 : 0) },
  'dip of 6': { within: 1, change: ({ noise, season: usual, after }) => usual + noise - (after === 0 ? 6 : 0) },
  'level shift of 4': { within: 10, change: ({ noise, season: usual, sign }) => usual + noise + 4 * sign },
  'slope of 0.1 a row': {
    within: 60,
    change: ({ noise, season: usual, after, sign }) => usual + noise + 0.1 * after * sign,
  },
  'deviation times 4': { within: 20, change: ({ noise, season: usual }) => usual + 4 * noise },
  'stuck for 50 rows': {
    within: 50,
    change: ({ noise, season: usual, after, first }) => (after < 50 ? first : usual + noise),
  },
};

const seasonKinds = {
  'season gone': { within: 48, change: ({ noise }) => noise },
  'phase moved by 6 rows': {
    within: 24,
    change: ({ noise, after }) => seasonAt(injectedAt + after + period / 4) + noise,
  },
};

const injected = (usual, change, seed, stream) => {
  const noise = noiseOf(rows, seed, stream);
  const first = usual(injectedAt) + noise[injectedAt];
  const sign = signOf(seed);
  return seriesOf(
    noise.map((deviate, row) =>
      row < injectedAt
        ? usual(row) + deviate
        : change({ noise: deviate, season: usual(row), after: row - injectedAt, sign, first }),
    ),
  );
};

/** The same series without an anomaly, to count alarms by chance. */
const untouched = ({ noise, season: usual }) => usual + noise;

const casesOf = (base, usual, stream, each) =>
  Object.entries(each).map(([kind, { within, change }]) => ({
    base,
    kind,
    within,
    series: (seed) => injected(usual, change, seed, stream),
    without: (seed) => injected(usual, untouched, seed, stream),
  }));

/** Each kind of anomaly in noise of deviation 1, and in a daily season of amplitude 5 with that noise. */
export const injections = [
  ...casesOf('noise', none, 5, kinds),
  ...casesOf('season', season, 6, { ...kinds, ...seasonKinds }),
];
