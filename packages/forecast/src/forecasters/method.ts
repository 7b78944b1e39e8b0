import { checkOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { longestStepOn, onCalendar } from '../calendar/on-calendar.ts';
import { stepOptionNames } from '../calendar/step-options.ts';
import type { StepOptions } from '../calendar/step-options.ts';
import { forecastError } from '../errors.ts';
import type { Forecaster, Model } from '../forecaster.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { checkSeries } from '../series/check-series.ts';
import { checkGaps } from '../series/gaps.ts';
import { medianStep } from '../series/spacing.ts';
import { checkTransforms, fitTransforms } from '../transforms/fit-transforms.ts';
import { loadTransforms } from '../transforms/load-transforms.ts';
import type { FittedTransform, SavedTransform, Transform } from '../transforms/transform.ts';
import { demand, fieldsOf, numberOf } from '../saved/saved-fields.ts';
import { savedTail } from '../model/saved-tail.ts';
import { checkStoredVersion } from '../stored-version.ts';
import { tailOf } from '../model/tail.ts';
import type { Tail } from '../model/tail.ts';
import { windowModel } from '../model/window-model.ts';

/** Options that all statistical forecasters take; all are optional. */
export interface MethodOptions extends StepOptions {
  /** Applied to the series in this order before the method gets it, such as `[log(), difference()]`. Default: none. */
  readonly transforms?: readonly Transform[];
  /**
   * `refuse`: a gap is an error, at `fit` and in the rows that a forecast or prediction uses. A gap is a step longer
   * than one and a half times the median step; for a series that pauses every week, as markets do, it is a step longer
   * than a week. `allow`: gaps are ignored, and the rows around a gap count as neighbours. Default: `allow` for
   * `naive`, `drift` and `mean`, else `refuse`.
   */
  readonly gaps?: 'refuse' | 'allow';
}

/** What the models of statistical forecasters save: plain data that JSON can hold. */
export interface SavedMethod<Learnt = unknown> {
  /** `penstock-` followed by the forecaster's name. */
  readonly format: string;
  readonly version: number;
  /** How many transformed rows one forecast uses. */
  readonly window: number;
  readonly learnt: Learnt;
  readonly transforms: SavedTransform;
  readonly tail: Tail;
  /** In milliseconds; `null` if gaps are allowed. */
  readonly longestStep: number | null;
  /** In milliseconds since the Unix epoch; `null` if the model learnt nothing from rows. */
  readonly fittedUntil: number | null;
}

/** A statistical method: how it learns from rows, and how it forecasts from a window of rows. */
export interface Method<Options, Learnt extends object> {
  readonly name: string;
  /** The version of the saved format. Default 1. */
  readonly version?: number;
  /** Converts what an earlier version saved to the current version. */
  upgrade?(saved: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  readonly optionNames: OptionNames<Options>;
  /** The minimum number of transformed rows that the method can learn from. */
  readonly leastRows: number;
  /** Whether gaps are allowed unless the option `gaps` says otherwise. */
  readonly allowsGaps?: boolean;
  /** Whether what it learns is independent of the values of the rows. */
  readonly learnsNothing?: boolean;
  /**
   * Checks the options, before the series is read.
   *
   * @returns A function that learns from transformed training rows. `step` is in milliseconds.
   * @throws `PENSTOCK_BAD_OPTION`.
   */
  prepare(options: Options): (rows: Float64Array, step: number) => Learnt | Promise<Learnt>;
  /** How many rows one forecast uses, for `rows` training rows. */
  windowOf(learnt: Learnt, rows: number): number;
  /** Forecasts the rows after `past`, which is one whole window. */
  predict(past: Float64Array, learnt: Learnt, horizon: number): Float64Array;
  /**
   * Checks what a model saved as learnt, and returns it.
   *
   * @param window - How many rows one forecast uses.
   * @throws `PENSTOCK_MODEL_INVALID`.
   */
  load(learnt: Readonly<Record<string, unknown>>, window: number): Learnt;
}

interface Fitted<Learnt> {
  readonly window: number;
  readonly learnt: Learnt;
  readonly transforms: FittedTransform;
  readonly tail: Tail;
  readonly longest: number;
  readonly fittedUntil: number;
}

/** The longest window that a saved model may have. */
const longestWindow = 10_000_000;

const gapsOf = (gaps: unknown, allows: boolean): 'refuse' | 'allow' => {
  if (gaps === undefined) return allows ? 'allow' : 'refuse';
  if (gaps === 'refuse' || gaps === 'allow') return gaps;
  throw forecastError('PENSTOCK_BAD_OPTION', `gaps must be "refuse" or "allow"; got ${String(gaps)}.`);
};

/** Makes a forecaster from a statistical method. */
export const methodForecaster = <Options extends object, Learnt extends object>(
  method: Method<Options, Learnt>,
): Forecaster<Options & MethodOptions, SavedMethod<Learnt>> => {
  const format = `penstock-${method.name}`;
  const { version: current = 1 } = method;
  const names = { ...method.optionNames, ...stepOptionNames, transforms: true, gaps: true } as OptionNames<
    Options & MethodOptions
  >;

  const modelOf = ({
    window,
    learnt,
    transforms,
    tail,
    longest,
    fittedUntil,
  }: Fitted<Learnt>): Model<SavedMethod<Learnt>> =>
    windowModel(
      tail,
      {
        window,
        features: [],
        steps: Infinity,
        quantiles: [],
        transforms,
        longestStep: longest,
        fittedUntil,
        predict: (past, count) => method.predict(past, learnt, count),
      },
      () => ({
        format,
        version: current,
        window,
        learnt: structuredClone(learnt),
        transforms: transforms.save(),
        tail: structuredClone(tail),
        longestStep: longest === Infinity ? null : longest,
        fittedUntil: fittedUntil === -Infinity ? null : fittedUntil,
      }),
    );

  return {
    async fit(given: FeatureSeries, options = {} as Options & MethodOptions) {
      const {
        transforms: asked,
        gaps,
        step: _step,
        timeZone: _timeZone,
        fill: _fill,
        ...own
      } = checkOptions(options, names, `${method.name}.fit`) as MethodOptions;
      const list = checkTransforms(asked);
      const allowed = gapsOf(gaps, method.allowsGaps ?? false);
      const learn = method.prepare(own as Options);
      const onSteps = onCalendar(given, options);
      const { series } = onSteps;
      checkSeries(series, method.leastRows);
      const { times } = series;
      const longest = allowed === 'allow' ? Infinity : longestStepOn(onSteps);
      checkGaps(times, longest);
      const step = medianStep(times);
      // A copy, because the caller may change the rows while the method waits for an optional package to load.
      const values = series.values.slice();
      const transforms = fitTransforms(list, values, step);
      const rows = transforms.forward(values, 0);
      if (rows.length < method.leastRows) {
        throw forecastError(
          'PENSTOCK_SERIES_TOO_SHORT',
          `${method.name} needs at least ${method.leastRows} rows after its transforms; got ${rows.length}. ` +
            'Pass more history.',
        );
      }
      const { lookback, learns } = transforms;
      const most = tailOf(series, values.length, [], onSteps);
      const learnt = await learn(rows, step);
      const window = method.windowOf(learnt, rows.length);
      const tail = { ...most, values: most.values.slice(values.length - window - lookback) };
      const fittedUntil = method.learnsNothing === true && !learns ? -Infinity : most.time;
      return modelOf({ window, learnt, transforms, tail, longest, fittedUntil });
    },
    load(saved) {
      const root = fieldsOf('its root', saved);
      demand(root['format'] === format, `format "${format}"`);
      const fields = method.upgrade?.(root) ?? root;
      const { version, window, learnt, transforms, tail, longestStep: longest, fittedUntil } = fields;
      checkStoredVersion(`a saved ${method.name} model`, numberOf('version', version), current);
      const rows = numberOf('window', window);
      demand(Number.isInteger(rows) && rows >= 1 && rows <= longestWindow, 'a whole number of rows as "window"');
      const fitted = loadTransforms(transforms);
      return modelOf({
        window: rows,
        learnt: method.load(fieldsOf('"learnt"', learnt), rows),
        transforms: fitted,
        tail: savedTail(tail, rows + fitted.lookback),
        longest: longest === null ? Infinity : numberOf('longestStep', longest),
        fittedUntil: fittedUntil === null ? -Infinity : numberOf('fittedUntil', fittedUntil),
      });
    },
  };
};
