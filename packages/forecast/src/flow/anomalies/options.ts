import { toWindows } from '@penstock/stream';
import type { CalendarOptions, Delivery, Interval, RecordKey, WindowOptions, Windows } from '@penstock/stream';
import { checkOptions, pickOptions, toCount } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { keyedSettings } from '@penstock/stream/internal/rxjs';
import type { KeyedSettings } from '@penstock/stream/internal/rxjs';
import { AnomalyDetector } from '../../anomaly/anomaly-detector.ts';
import { checkBucketFunction, emptyBucket } from '../../anomaly/buckets/bucket-function.ts';
import type { BucketFunction } from '../../anomaly/buckets/bucket-function.ts';
import { checkForecastLevels } from '../../anomaly/forecast-from.ts';
import { anomalyOptionNames } from '../../anomaly/options.ts';
import type { AnomalyOptions } from '../../anomaly/options.ts';
import { forecastError } from '../../errors.ts';
import { wholeNumber } from '../../whole-number.ts';

/** Options of the forecast in each result of `detectAnomalies`. */
export interface BucketForecastOptions {
  /** How many buckets ahead to forecast: whole, at least 1. */
  readonly horizon: number;
  /** Levels of the bands, each a percentage of at least 80 and below 100. Default `[95]`. */
  readonly levels?: readonly number[];
}

/** Options of a flow's `detectAnomalies`. The options of `AnomalyOptions` set how buckets are judged. */
export interface DetectFlowAnomaliesOptions<T> extends AnomalyOptions, Omit<WindowOptions<T>, 'key'> {
  /** Length of a bucket of event time. */
  readonly bucket: Interval;
  /** The function that turns the values of a bucket into one. Default `mean`. */
  readonly function?: BucketFunction;
  /** Returns the key that separates the series. Keys are compared by their bytes. Default: the delivery's key. */
  readonly by?: (value: T, delivery: Delivery<T>) => RecordKey | null;
  /**
   * Returns the value of a record. Default: the delivery's value, which must then be a number. `count` needs no value.
   */
  readonly value?: (value: T) => number;
  /** Adds a forecast by the key's model to each result. Default: no forecast. */
  readonly forecast?: BucketForecastOptions;
  /**
   * With `count`, the maximum number of consecutive empty buckets of a key that are judged as 0. Further empty buckets
   * up to the key's next record are a gap. Whole, at least 1. Default 100.
   */
  readonly maxEmpty?: number;
  /**
   * The maximum number of keys with a model in one lane. A bucket of a further key is rejected:
   * `PENSTOCK_TOO_MANY_KEYS`. Default 10,000.
   */
  readonly maxKeys?: number;
}

/** The options of the tumbling windows that make the buckets. */
type BucketWindows<T> = Omit<WindowOptions<T>, 'key' | 'name'>;

const calendarNames: OptionNames<CalendarOptions> = { timeZone: true, origin: true };

const windowNames: OptionNames<BucketWindows<never>> = {
  ...calendarNames,
  time: true,
  lateness: true,
  late: true,
  idleTimeout: true,
  updateEvery: true,
  maxOpen: true,
  onFull: true,
  acrossPartitions: true,
  scheduler: true,
};

const optionNames: OptionNames<DetectFlowAnomaliesOptions<never>> = {
  ...anomalyOptionNames,
  ...windowNames,
  name: true,
  bucket: true,
  function: true,
  by: true,
  value: true,
  forecast: true,
  maxEmpty: true,
  maxKeys: true,
};

/** The settings for judging the buckets of a flow. */
export interface JudgeSettings {
  /** The name in the ids of results. The stored models have another name than the stored buckets. */
  readonly name: string;
  readonly keyed: KeyedSettings<unknown>;
  readonly windows: Windows;
  readonly function: BucketFunction;
  /** The value of an empty bucket; `undefined` if an empty bucket is a gap. */
  readonly empty: number | undefined;
  readonly maxEmpty: number;
  readonly forecast: Required<BucketForecastOptions> | undefined;
  readonly newDetector: () => AnomalyDetector;
}

/** {@link DetectFlowAnomaliesOptions}, checked, with the defaults filled in. */
export interface FlowAnomalySettings<T> {
  readonly judge: JudgeSettings;
  readonly bucket: Interval;
  readonly value: (value: T) => number;
  readonly by: ((value: T, delivery: Delivery<T>) => RecordKey | null) | undefined;
  readonly buckets: BucketWindows<T>;
}

const checkFunction = (name: string, value: unknown): void => {
  if (value === undefined || typeof value === 'function') return;
  throw forecastError('PENSTOCK_BAD_OPTION', `Expected a function as "${name}"; got ${String(value)}.`);
};

const forecastOf = (given: BucketForecastOptions | undefined): Required<BucketForecastOptions> | undefined => {
  if (given === undefined) return undefined;
  const { horizon, levels = [95] } = checkOptions(
    given,
    { horizon: true, levels: true },
    'forecast of detectAnomalies',
  );
  wholeNumber('forecast.horizon', horizon, 1);
  checkForecastLevels(levels);
  return { horizon, levels };
};

/** Checks the options and fills in the defaults; throws `PENSTOCK_BAD_OPTION`. */
export const flowAnomalySettings = <T>(options: DetectFlowAnomaliesOptions<T>): FlowAnomalySettings<T> => {
  checkOptions(options, optionNames, 'detectAnomalies');
  const { bucket, by, name = `detectAnomalies-${bucket}`, maxKeys = 10_000, acrossPartitions = false } = options;
  checkFunction('by', by);
  checkFunction('value', options.value);
  const bucketFunction = checkBucketFunction(options.function ?? 'mean');
  const anomalyOptions = pickOptions<AnomalyOptions>(options, anomalyOptionNames);
  const newDetector = () => new AnomalyDetector(anomalyOptions);
  newDetector();
  return {
    judge: {
      name,
      keyed: keyedSettings<unknown>({ name: `${name}-models`, maxKeys, acrossPartitions }, 'detectAnomalies', true),
      windows: toWindows(bucket, pickOptions<CalendarOptions>(options, calendarNames), 'bucket'),
      function: bucketFunction,
      empty: emptyBucket(bucketFunction),
      maxEmpty: toCount(options.maxEmpty ?? 100, 'maxEmpty'),
      forecast: forecastOf(options.forecast),
      newDetector,
    },
    bucket,
    value: options.value ?? ((own) => own as number),
    by,
    buckets: pickOptions<BucketWindows<T>>(options, windowNames),
  };
};
