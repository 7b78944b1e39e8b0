import type { PenstockError, Series } from '@penstock/stream';
import type { Model } from '../forecaster.ts';
import { checkStoredVersion } from '../stored-version.ts';
import { DriftWatch } from './drift-watch.ts';
import type { DriftRule, DriftState } from './drift-watch.ts';
import type { FitFailure, FitReason } from './flow-forecast.ts';
import type { FlowForecaster } from './options.ts';
import { RollingSeries } from './rolling-series.ts';

const stateVersion = 1;

/** A model that makes forecasts, and what a store keeps of it. */
interface ModelInUse {
  readonly model: Model;
  readonly saved: unknown;
}

/** The model that a fit gave, or the error by which its rows made it fail. */
export type FitResult = { readonly model: Model } | { readonly error: PenstockError };

/** A fit whose model has not taken over yet. */
export interface PendingFit {
  /** Event time of the row at which it began. */
  readonly time: number;
  readonly reason: FitReason;
  /** The rows that it is fitted on; a restart fits on the same. */
  readonly rows: Series;
  /** Forecasts that are still made with the old model; `undefined` for as many as the fit takes. */
  left: number | undefined;
  /** False after a restart until it has begun anew. */
  isRunning: boolean;
  result: FitResult | undefined;
}

/** What is kept of one key. */
export interface KeyState {
  readonly series: RollingSeries;
  /** Event times of the latest forecast that was due, and of the latest fit that began. */
  forecastAt: number | undefined;
  fitAt: number | undefined;
  inUse: ModelInUse | undefined;
  pending: PendingFit | undefined;
  /** Of the latest fit, if it failed. */
  failure: FitFailure | undefined;
  /** What the latest forecast said of the next row, and the row that naive would repeat. */
  expected: readonly [model: number, naive: number] | undefined;
  drift: DriftWatch | undefined;
}

/** What a store keeps of a {@link KeyState}. */
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

/** What states are made of. */
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

/** What a store keeps of a state, which later changes of it do not reach. */
export const snapshotOf = ({ series, inUse, pending, drift, ...rest }: KeyState): StoredState => ({
  version: stateVersion,
  rows: series.rows(),
  model: inUse?.saved,
  pending: pending && { time: pending.time, reason: pending.reason, rows: pending.rows, left: pending.left },
  drift: drift?.snapshot(),
  ...rest,
});

/**
 * The state that a snapshot was taken of. Its pending fit has to begin anew.
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
