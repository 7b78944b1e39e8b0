import type { PenstockError, Series } from '@penstock/stream';
import type { Model } from '../forecaster.ts';
import { checkStoredVersion } from '../stored-version.ts';
import { DriftWatch } from './drift-watch.ts';
import type { DriftRule, DriftState } from './drift-watch.ts';
import type { FitFailure, FitReason } from './flow-forecast.ts';
import type { FlowForecaster } from './options.ts';
import { RollingSeries } from './rolling-series.ts';

const stateVersion = 1;

/** The model that makes the forecasts, and its saved form for the store. */
interface ModelInUse {
  readonly model: Model;
  readonly saved: unknown;
}

/** The fitted model, or the error if the rows made the fit fail. */
export type FitResult = { readonly model: Model } | { readonly error: PenstockError };

/** A fit whose model has not taken over yet. */
export interface PendingFit {
  /** Event time of the row at which it began. */
  readonly time: number;
  readonly reason: FitReason;
  /** The rows that the model is fitted on. After a restart the fit uses the same rows. */
  readonly rows: Series;
  /** How many more forecasts the old model makes; `undefined` means until the fit ends. */
  left: number | undefined;
  /** False after a restart until the fit has begun again. */
  isRunning: boolean;
  result: FitResult | undefined;
}

/** The state of one key. */
export interface KeyState {
  readonly series: RollingSeries;
  /** Event times of the latest forecast that was due, and of the latest fit that began. */
  forecastAt: number | undefined;
  fitAt: number | undefined;
  inUse: ModelInUse | undefined;
  pending: PendingFit | undefined;
  /** The failure of the latest fit, if it failed. */
  failure: FitFailure | undefined;
  /** The latest forecast of the next row, and the value that naive forecasts for it. */
  expected: readonly [model: number, naive: number] | undefined;
  drift: DriftWatch | undefined;
}

/** The stored form of a {@link KeyState}. */
interface StoredState {
  readonly version: typeof stateVersion;
  readonly rows: Series;
  readonly forecastAt: number | undefined;
  readonly fitAt: number | undefined;
  readonly model: unknown;
  readonly pending: Pick<PendingFit, 'time' | 'reason' | 'rows' | 'left'> | undefined;
  readonly failure: FitFailure | undefined;
  readonly expected: readonly [number, number] | undefined;
  readonly drift: DriftState | undefined;
}

/** The settings that states need. */
export interface StateSettings {
  readonly history: number;
  readonly drift: DriftRule | undefined;
  readonly forecaster: Pick<FlowForecaster, 'load'>;
}

/** The state of a key without rows. */
export const newState = ({ history, drift }: StateSettings): KeyState => ({
  series: new RollingSeries(history, { times: [], values: [] }),
  forecastAt: undefined,
  fitAt: undefined,
  inUse: undefined,
  pending: undefined,
  failure: undefined,
  expected: undefined,
  drift: drift && new DriftWatch(drift),
});

/** Returns the stored form of a state. Later changes to the state do not affect it. */
export const snapshotOf = ({ series, inUse, pending, drift, ...rest }: KeyState): StoredState => ({
  version: stateVersion,
  rows: series.rows(),
  model: inUse?.saved,
  pending: pending && { time: pending.time, reason: pending.reason, rows: pending.rows, left: pending.left },
  drift: drift?.snapshot(),
  ...rest,
});

/**
 * Restores a state from a snapshot. Its pending fit must begin again.
 *
 * @throws `PENSTOCK_FORMAT_UNSUPPORTED`, and what the forecaster's `load` throws.
 */
export const restoreState = (snapshot: unknown, { history, drift, forecaster }: StateSettings): KeyState => {
  const { version, rows, model, pending, drift: errors, ...rest } = snapshot as StoredState;
  checkStoredVersion('the state of forecastEvery', version, stateVersion);
  return {
    ...rest,
    series: new RollingSeries(history, rows),
    inUse: model === undefined ? undefined : { model: forecaster.load(model), saved: model },
    pending: pending && { ...pending, isRunning: false, result: undefined },
    drift: drift && new DriftWatch(drift, errors),
  };
};
