import type { CalendarOptions, Delivery, Interval, Series } from '@penstock/stream';
import type { OptionNames } from '@penstock/stream/internal';
import { toWindows } from '@penstock/stream';
import { toCount } from '@penstock/stream/internal';
import type { Windows } from '@penstock/stream';
import { keyedOptionNames, keyedSettings } from '@penstock/stream/operator';
import type { KeyedOptions, KeyedSettings } from '@penstock/stream/operator';
import { checkOptions } from '@penstock/stream/options';
import { forecastError } from '../errors.ts';
import { wholeNumber } from '../whole-number.ts';
import { checkLevels } from '../judging/levels.ts';
import type { Model } from '../forecaster.ts';
import type { DriftRule } from './drift-watch.ts';
import type { ForecastOutcome } from './flow-forecast.ts';

/** What `forecastEvery` needs of a forecaster; every one of this package has it. */
export interface FlowForecaster {
  fit(rows: Series): Promise<Model>;
  load(saved: unknown): Model;
}

/** When a model is fitted again; both may be given. */
export interface RefitOptions {
  /** At the first forecast of each such span of event time. Default: never. */
  readonly every?: Interval;
  /**
   * When the error of the model drifts: of the forecasts one row ahead, the mean absolute error in units of the naive
   * forecast's is over the latest `window` (whole, at least 1, default 20) more than `factor` (at least 1, default
   * 1.5) times what it was over the first `window` forecasts of the model, or over more of them while naive has made no
   * error at all. `true` takes the defaults. Default: never.
   */
  readonly drift?: boolean | { readonly window?: number; readonly factor?: number };
}

/** Options of `forecastEvery`. */
export interface ForecastEveryOptions<T> extends KeyedOptions<T>, Pick<CalendarOptions, 'timeZone'> {
  /** What fits the models, with its default options unless `fit` gives others, and loads them after a restart. */
  readonly forecaster: FlowForecaster;
  /**
   * Fits a model of the rows with options of its own; hand the signal to a forecaster that takes one, so that a fit
   * ends as soon as the flow does. Default: `(rows) => forecaster.fit(rows)`.
   */
  readonly fit?: (rows: Series, signal: AbortSignal) => Promise<Model>;
  /** A forecast is made at the first record of each such span of event time, that record included. */
  readonly every: Interval;
  /** Rows ahead: whole, at least 1. */
  readonly horizon: number;
  /** When a model is fitted again. Default `'never'`: each key is fitted once. */
  readonly refit?: Interval | RefitOptions | 'never';
  /** The value of a row; default the delivery's value, which then has to be a number. */
  readonly value?: (value: T, delivery: Delivery<T>) => number;
  /** Event time of a row, ms since the Unix epoch; default the delivery's time. */
  readonly time?: (value: T, delivery: Delivery<T>) => number;
  /** The most rows that are kept of a key, fitted on, and handed to the model: whole, at least 2. Default 1000. */
  readonly history?: number;
  /** Levels of intervals, as of `ForecastOptions`. Default: none. */
  readonly levels?: readonly number[];
  /**
   * How many of the latest rows a fit leaves out, so that a model that learns from rows has some to measure `levels`
   * on: whole, at least 0, and so many that at least 2 of `history` are left. `ForecastOptions.levels` says how many it
   * takes. Default 0.
   */
  readonly holdBack?: number;
  /**
   * When a new model takes over. A number: at that many forecasts after the one at which its fit began; a record whose
   * forecast needs a model that is not ready waits for it, and records of other keys go on up to the next barrier.
   * Forecasts then depend on the records alone and are the same after a restart. `0` waits for every fit. `'ready'`:
   * as soon as it is fitted; no record ever waits, and a restart may give a forecast by the model before. A key's
   * first model is waited for at once, but with `'ready'` there are no forecasts before it is there. Default `1`.
   */
  readonly swap?: number | 'ready';
  /** Fits at once, over all keys: whole, at least 1. Default 2. */
  readonly maxFits?: number;
  /** Ends all fits and fails the flow with its reason; nothing more is committed. */
  readonly signal?: AbortSignal;
  /** Called with the result of each fit, and with each forecast that could not be made. A throw fails the flow. */
  readonly onOutcome?: (outcome: ForecastOutcome) => void;
}

const optionNames: OptionNames<ForecastEveryOptions<never>> = {
  ...keyedOptionNames,
  timeZone: true,
  forecaster: true,
  fit: true,
  every: true,
  horizon: true,
  refit: true,
  value: true,
  time: true,
  history: true,
  levels: true,
  holdBack: true,
  swap: true,
  maxFits: true,
  signal: true,
  onOutcome: true,
};

/** {@link ForecastEveryOptions}, checked, with the defaults filled in. */
export interface ForecastSettings<T> {
  readonly keyed: KeyedSettings<T>;
  readonly forecaster: FlowForecaster;
  readonly fit: (rows: Series, signal: AbortSignal) => Promise<Model>;
  readonly windows: Windows;
  readonly horizon: number;
  readonly refitWindows: Windows | undefined;
  readonly drift: DriftRule | undefined;
  readonly value: (value: T, delivery: Delivery<T>) => unknown;
  readonly time: (value: T, delivery: Delivery<T>) => unknown;
  readonly history: number;
  readonly levels: readonly number[] | undefined;
  readonly holdBack: number;
  /** Forecasts with the old model; `undefined` for as many as the fit takes. */
  readonly swapAfter: number | undefined;
  readonly maxFits: number;
  readonly signal: AbortSignal | undefined;
  readonly onOutcome: (outcome: ForecastOutcome) => void;
}

const bad = (name: string, expected: string, got: unknown) =>
  forecastError('PENSTOCK_BAD_OPTION', `Expected ${expected} as "${name}"; got ${String(got)}.`);

const functionOf = <F>(name: string, value: F, isRequired = false): F => {
  if (typeof value === 'function' || (value === undefined && !isRequired)) return value;
  throw bad(name, 'a function', value);
};

const refitOf = (refit: ForecastEveryOptions<never>['refit'] = 'never'): RefitOptions => {
  if (refit === 'never') return {};
  if (typeof refit !== 'object' || refit === null) return { every: refit };
  return checkOptions(refit, { every: true, drift: true }, 'refit of forecastEvery');
};

const driftOf = (drift: RefitOptions['drift'] = false): DriftRule | undefined => {
  if (drift === false) return undefined;
  const given = drift === true ? {} : drift;
  const { window = 20, factor = 1.5 } = checkOptions(
    given,
    { window: true, factor: true },
    'refit.drift of forecastEvery',
  );
  if (typeof factor === 'number' && factor >= 1) return { window: toCount(window, 'refit.drift.window'), factor };
  throw bad('refit.drift.factor', 'a number of at least 1', factor);
};

const swapOf = (swap: unknown = 1): number | undefined => {
  if (swap === 'ready') return undefined;
  if (typeof swap === 'number' && Number.isSafeInteger(swap) && swap >= 0) return swap;
  throw bad('swap', 'a whole number of at least 0 or "ready"', swap);
};

/** Fills in and checks; throws `PENSTOCK_BAD_OPTION`. */
export const forecastSettings = <T>(options: ForecastEveryOptions<T>): ForecastSettings<T> => {
  checkOptions(options, optionNames, 'forecastEvery');
  const { forecaster, fit, timeZone, value, time, onOutcome, signal, levels } = options;
  if (typeof forecaster?.fit !== 'function' || typeof forecaster.load !== 'function')
    throw bad('forecaster', 'a forecaster such as naive or lstm', forecaster);
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw bad('signal', 'an AbortSignal', signal);
  if (levels !== undefined) checkLevels(levels);
  const zone = timeZone === undefined ? {} : { timeZone };
  const refit = refitOf(options.refit);
  const history = wholeNumber('history', options.history ?? 1_000, 2);
  return {
    keyed: keyedSettings(options, 'forecastEvery', true),
    forecaster,
    fit: functionOf('fit', fit) ?? ((rows) => forecaster.fit(rows)),
    windows: toWindows(options.every, zone, 'every'),
    horizon: toCount(options.horizon, 'horizon'),
    refitWindows: refit.every === undefined ? undefined : toWindows(refit.every, zone, 'refit'),
    drift: driftOf(refit.drift),
    value: functionOf('value', value) ?? ((own) => own),
    time: functionOf('time', time) ?? ((_, delivery) => delivery.time),
    history,
    levels,
    holdBack: wholeNumber('holdBack', options.holdBack ?? 0, 0, history - 2),
    swapAfter: swapOf(options.swap),
    maxFits: toCount(options.maxFits ?? 2, 'maxFits'),
    signal,
    onOutcome: functionOf('onOutcome', onOutcome) ?? (() => undefined),
  };
};
