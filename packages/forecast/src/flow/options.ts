import { toWindows } from '@penstock/stream';
import type { CalendarOptions, Delivery, Interval, KeyedOptions, Series, Windows } from '@penstock/stream';
import { checkOptions, toCount } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { keyedOptionNames, keyedSettings } from '@penstock/stream/internal/rxjs';
import type { KeyedSettings } from '@penstock/stream/internal/rxjs';
import { forecastError } from '../errors.ts';
import { wholeNumber } from '../whole-number.ts';
import { checkLevels } from '../judging/levels.ts';
import type { Model } from '../forecaster.ts';
import type { DriftRule } from './drift-watch.ts';
import type { ForecastOutcome } from './flow-forecast.ts';

/** The part of a forecaster that `forecastEvery` uses. Every forecaster of this package has it. */
export interface FlowForecaster {
  fit(rows: Series): Promise<Model>;
  load(saved: unknown): Model;
}

/** When a model is fitted again. Both options can be combined. */
export interface RefitOptions {
  /** Fit at the first forecast of each span of this length of event time. Default: never. */
  readonly every?: Interval;
  /**
   * Fit when the error of the model drifts. The error is the mean absolute error of forecasts one row ahead, divided by
   * the same error of naive forecasts. It has drifted if it is, over the latest `window` forecasts (whole, at least 1,
   * default 20), more than `factor` (at least 1, default 1.5) times what it was over the model's first `window`
   * forecasts. If naive has made no error in these, more forecasts are counted as first. `true` uses the defaults.
   * Default: never.
   */
  readonly drift?: boolean | { readonly window?: number; readonly factor?: number };
}

/** Options of `forecastEvery`. */
export interface ForecastEveryOptions<T> extends KeyedOptions<T>, Pick<CalendarOptions, 'timeZone'> {
  /**
   * Fits the models, with its default options unless `fit` is set, and loads them after a restart. `lstm.load` uses the
   * default engine. If `fit` uses another engine, pass it to `load` too, or forecasts after a restart may differ in the
   * last digits: `{ fit: lstm.fit, load: (saved) => lstm.load(saved, { engine }) }`.
   */
  readonly forecaster: FlowForecaster;
  /**
   * Fits a model with other options. Pass the signal to a forecaster that takes one: it aborts when the flow ends, and
   * when the partition of the key is revoked. Default: `(rows) => forecaster.fit(rows)`.
   */
  readonly fit?: (rows: Series, signal: AbortSignal) => Promise<Model>;
  /**
   * Makes a forecast at the first record of each span of this length of event time. The forecast uses that record too.
   */
  readonly every: Interval;
  /** How many rows ahead to forecast: whole, at least 1. */
  readonly horizon: number;
  /** When a model is fitted again. Default `'never'`: each key is fitted once. */
  readonly refit?: Interval | RefitOptions | 'never';
  /** Returns the value of a row. Default: the delivery's value, which must then be a number. */
  readonly value?: (value: T, delivery: Delivery<T>) => number;
  /** Returns the event time of a row, in milliseconds since the Unix epoch. Default: the delivery's time. */
  readonly time?: (value: T, delivery: Delivery<T>) => number;
  /** The maximum number of rows kept for each key, for fits and forecasts: whole, at least 2. Default 1000. */
  readonly history?: number;
  /** The levels of the intervals, as in `ForecastOptions`. Default: no intervals. */
  readonly levels?: readonly number[];
  /**
   * How many of the latest rows a fit leaves out: whole, at least 0, at most `history` less 2. A model that learns from
   * rows needs such rows to measure `levels` on; `ForecastOptions.levels` says how many. Default 0.
   */
  readonly holdBack?: number;
  /**
   * When a new model takes over. A number: this many forecasts after the one at which its fit began. A record whose
   * forecast needs a model that is not ready waits for it, and records of other keys are processed up to the next
   * barrier. Then forecasts depend only on the records, and are the same after a restart. `0` waits for every fit.
   * `'ready'`: as soon as the model is fitted; no record ever waits, and after a restart a forecast may be made by the
   * previous model. The first forecast of a key waits for its first model; with `'ready'`, no forecast is made before
   * that model is fitted. Default `1`.
   */
  readonly swap?: number | 'ready';
  /** The maximum number of fits that run at the same time, over all keys: whole, at least 1. Default 2. */
  readonly maxFits?: number;
  /** Aborts all fits and fails the flow with the signal's reason. Nothing more is committed. */
  readonly signal?: AbortSignal;
  /**
   * Called with the result of each fit, and with each forecast that failed. An exception that it throws fails the flow.
   */
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
  /** How many forecasts the old model still makes; `undefined` means until the fit ends. */
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

/** Checks the options and fills in the defaults; throws `PENSTOCK_BAD_OPTION`. */
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
