import { forecastError } from '../errors.ts';
import { checkStoredVersion } from '../stored-version.ts';
import type { Incidents } from './incidents.ts';
import { mostTables } from './statistics/expectation.ts';
import { SeasonTable } from './statistics/season-table.ts';
import { mostSlots } from './statistics/seasons.ts';
import type { Statistics } from './statistics/statistics.ts';

const stateVersion = 2;

/** A season of an {@link AnomalyDetectorState}. */
export interface AnomalySeasonState {
  readonly place: number;
  readonly slots: number;
  /** In milliseconds; 0 if the cycle is counted in rows. */
  readonly cycle: number;
  readonly table: readonly (number | null)[];
  readonly distances: readonly (number | null)[];
}

/** The state of an `AnomalyDetector`, in a form that JSON can hold. */
export interface AnomalyDetectorState {
  /** The version of this format. */
  readonly version: typeof stateVersion;
  readonly rows: number;
  /** The time of the latest row; `null` before the first. */
  readonly time: number | null;
  /** The state of each part of the model; `null` means a number that is not known yet. */
  readonly parts: Readonly<Record<string, readonly (number | null)[]>>;
  readonly seasons: readonly AnomalySeasonState[];
}

/** Numbers in a form that JSON can hold: `null` instead of NaN. */
type Stored = readonly (number | null)[];

const stored = (cells: Float64Array): Stored => Array.from(cells, (cell) => (Number.isNaN(cell) ? null : cell));

const check = (isValid: boolean, expected: string): void => {
  if (isValid) return;
  throw forecastError(
    'PENSTOCK_MODEL_INVALID',
    `A detector's state must have ${expected}. ` +
      'Restore it in a detector with the same options as the one that saved it.',
  );
};

const take = (cells: Float64Array, from: unknown, name: string): void => {
  const isStored =
    Array.isArray(from) && from.length === cells.length && from.every((cell) => cell === null || Number.isFinite(cell));
  check(isStored, `${cells.length} numbers as "${name}"`);
  for (const [i, cell] of (from as Stored).entries()) cells[i] = cell ?? Number.NaN;
};

const partsOf = (statistics: Statistics, incidents: Incidents): Record<string, Float64Array> => ({
  values: statistics.values.cells,
  errors: statistics.errors.cells,
  tails: statistics.tails.cells,
  expectation: statistics.expectation.cells,
  demands: statistics.demands.cells,
  step: statistics.seasons.step.cells,
  incidents: incidents.cells,
  ...(statistics.seasons.finder && { latest: statistics.seasons.finder.cells }),
});

/** Returns the state of these parts. */
export const stateOf = (statistics: Statistics, incidents: Incidents): AnomalyDetectorState => ({
  version: stateVersion,
  rows: statistics.rows,
  time: Number.isNaN(statistics.time) ? null : statistics.time,
  parts: Object.fromEntries(
    Object.entries(partsOf(statistics, incidents)).map(([name, cells]) => [name, stored(cells)]),
  ),
  seasons: statistics.seasons.tables.flatMap((table, place) =>
    table
      ? [
          {
            place,
            slots: table.slots,
            cycle: table.cycle,
            table: stored(table.cells),
            distances: stored(statistics.distances[place]!.cells),
          },
        ]
      : [],
  ),
});

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const isSeason = ({ place, slots, cycle }: AnomalySeasonState): boolean =>
  isWithin(place, 0, mostTables - 1) && isWithin(slots, 1, mostSlots) && Number.isFinite(cycle);

/** Restores the parts from a state; throws `PENSTOCK_FORMAT_UNSUPPORTED` or `PENSTOCK_MODEL_INVALID`. */
export const restoreState = (state: AnomalyDetectorState, statistics: Statistics, incidents: Incidents): void => {
  checkStoredVersion("an anomaly detector's state", state?.version, stateVersion);
  check(Number.isSafeInteger(state.rows) && state.rows >= 0, 'a whole number as "rows"');
  check(state.time === null || Number.isFinite(state.time), 'a number or null as "time"');
  check(typeof state.parts === 'object' && state.parts !== null, 'lists of numbers as "parts"');
  const { finder } = statistics.seasons;
  check(
    Array.isArray(state.seasons) && state.seasons.every((season) => finder !== null && isSeason(season)),
    finder ? 'a list of seasons as "seasons"' : 'no seasons',
  );
  for (const [name, cells] of Object.entries(partsOf(statistics, incidents))) take(cells, state.parts[name], name);
  for (const { place, slots, cycle, table, distances } of state.seasons) {
    statistics.place(place, new SeasonTable(slots, cycle));
    take(statistics.seasons.tables[place]!.cells, table, 'table');
    take(statistics.distances[place]!.cells, distances, 'distances');
  }
  statistics.rows = state.rows;
  statistics.time = state.time ?? Number.NaN;
};
