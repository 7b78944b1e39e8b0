import { checkOptions, pickOptions } from '@penstock/stream/internal';
import { stepOptionNames } from '../calendar/step-options.ts';
import type { StepOptions } from '../calendar/step-options.ts';
import { forecastError } from '../errors.ts';
import type { Loss, LstmEngine } from '../engine/engine.ts';
import { areQuantiles, networkBounds } from '../engine/network-bounds.ts';
import type { NetworkShape } from '../engine/network-shape.ts';
import type { Combine } from '../ensemble/combine.ts';
import type { CalendarFeature } from '../series/calendar-features.ts';
import { calendarFeatures } from '../series/calendar-features.ts';
import { mostFeatures } from '../series/features.ts';
import type { Scaling } from '../series/scaler.ts';
import { checkTransforms } from '../transforms/fit-transforms.ts';
import type { Transform } from '../transforms/transform.ts';
import { wholeNumber } from '../whole-number.ts';
import { chooseEngine } from './choose-engine.ts';
import type { EarlyStopping, LstmEpochReport, LstmOptions } from './options.ts';

/** {@link LstmOptions}, checked, with the defaults filled in. */
export interface CheckedLstmOptions {
  readonly transforms: 'auto' | readonly Transform[];
  /** Whether the options set the window of `shape`. */
  readonly isWindowAsked: boolean;
  /** The shape for one input. The features of a series are added to it. */
  readonly shape: NetworkShape;
  readonly steps: number;
  readonly direct: boolean;
  readonly stride: number;
  readonly known: readonly string[];
  readonly calendar: readonly CalendarFeature[];
  /** `undefined` means that the training runs all epochs. */
  readonly earlyStopping: (Required<EarlyStopping> & { readonly isAsked: boolean }) | undefined;
  readonly members: number;
  readonly combine: Combine;
  /** Empty unless the loss is `pinball`. */
  readonly quantiles: readonly number[];
  readonly loss: Loss;
  readonly delta: number;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly clipNorm: number;
  /** The options for the steps of rows. `onCalendar` checks them with the series. */
  readonly rowSteps: StepOptions;
  readonly gaps: 'refuse' | 'allow';
  readonly scaling: Scaling;
  readonly seed: number;
  readonly engine: LstmEngine;
  readonly signal: AbortSignal | undefined;
  readonly onEpoch: ((report: LstmEpochReport) => void) | undefined;
}

const bad = (name: string, expected: string, value: unknown) =>
  forecastError('PENSTOCK_BAD_OPTION', `${name} must be ${expected}; got ${String(value)}.`);

/** Returns `value` if it is one of `choices`. */
const oneOf = <Choice extends string>(name: string, value: Choice, choices: readonly Choice[]): Choice => {
  if (choices.includes(value)) return value;
  throw bad(name, choices.map((choice) => `"${choice}"`).join(' or '), value);
};

const within = (name: string, value: number, expected: string, fits: (value: number) => boolean): number => {
  if (typeof value === 'number' && fits(value)) return value;
  throw bad(name, expected, value);
};

const share = (name: string, value = 0): number =>
  within(name, value, 'from 0 up to but not including 1', (x) => x >= 0 && x < 1);

const layersOf = (units: number | readonly number[]): readonly number[] => {
  const layers = Array.isArray(units) ? [...(units as readonly number[])] : [units as number];
  if (layers.length === 0 || layers.length > networkBounds.layers)
    throw bad('units', `one to ${networkBounds.layers} numbers`, units);
  return layers.map((cells) => wholeNumber('units', cells, 1, networkBounds.units));
};

const quantilesOf = (loss: Loss, quantiles: readonly number[] | undefined): readonly number[] => {
  if (loss !== 'pinball') {
    if (quantiles === undefined) return [];
    throw bad('quantiles', 'left out unless loss is "pinball"', quantiles);
  }
  const asked = quantiles ?? [0.1, 0.5, 0.9];
  if (Array.isArray(asked) && areQuantiles(asked)) return [...asked];
  throw bad(
    'quantiles',
    `at most ${networkBounds.quantiles} increasing numbers between 0 and 1 with 0.5 among them`,
    asked,
  );
};

/** The maximum number of networks of one model. */
const mostMembers = 100;

const earlyStoppingOf = (given: LstmOptions['earlyStopping']): CheckedLstmOptions['earlyStopping'] => {
  if (given === false) return undefined;
  if (given !== undefined && given !== true && (typeof given !== 'object' || given === null))
    throw bad('earlyStopping', 'true, false or an object', given);
  const { patience = 5, share: held = 0.1 } = checkOptions(
    given === true ? {} : (given ?? {}),
    { patience: true, share: true },
    'earlyStopping',
  );
  return {
    isAsked: given !== undefined,
    patience: wholeNumber('earlyStopping.patience', patience, 1),
    share: within('earlyStopping.share', held, 'from 0.01 to 0.5', (x) => x >= 0.01 && x <= 0.5),
  };
};

/**
 * Returns a copy of `list` if its items are different and all in `choices`; without `choices`, if they are different
 * strings.
 */
const listOf = <Choice extends string>(
  name: string,
  list: readonly Choice[],
  expected: string,
  choices?: readonly Choice[],
): readonly Choice[] => {
  const given: unknown = list;
  const fine =
    Array.isArray(given) &&
    given.length <= mostFeatures &&
    given.every((item) => (choices === undefined ? typeof item === 'string' : choices.includes(item as Choice))) &&
    new Set(given).size === given.length;
  if (fine) return [...list];
  throw bad(name, expected, given);
};

/**
 * Checks the options and fills in the defaults.
 *
 * @throws `PENSTOCK_BAD_OPTION` naming the first option that is out of range.
 */
export const checkLstmOptions = (options: LstmOptions): CheckedLstmOptions => {
  const { signal, onEpoch } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw bad('signal', 'an AbortSignal', signal);
  if (onEpoch !== undefined && typeof onEpoch !== 'function') throw bad('onEpoch', 'a function', onEpoch);
  const loss = oneOf('loss', options.loss ?? 'mse', ['mse', 'mae', 'huber', 'pinball']);
  const quantiles = quantilesOf(loss, options.quantiles);
  const steps = wholeNumber('steps', options.steps ?? 1, 1, networkBounds.steps);
  const { transforms = 'auto' } = options;
  return {
    isWindowAsked: options.window !== undefined,
    transforms: transforms === 'auto' ? transforms : checkTransforms(transforms),
    direct: oneOf('multiStep', options.multiStep ?? 'recursive', ['recursive', 'direct']) === 'direct',
    stride: wholeNumber('stride', options.stride ?? 1, 1),
    known: listOf('known', options.known ?? [], 'a list of different names of features'),
    calendar: listOf(
      'calendar',
      options.calendar ?? [],
      `a list of different ones of ${calendarFeatures.map((name) => `"${name}"`).join(', ')}`,
      calendarFeatures,
    ),
    earlyStopping: earlyStoppingOf(options.earlyStopping),
    members: wholeNumber('members', options.members ?? 1, 1, mostMembers),
    combine: oneOf('combine', options.combine ?? 'mean', ['mean', 'median']),
    shape: {
      features: 1,
      window: wholeNumber('window', options.window ?? 15, 1, networkBounds.window),
      layers: layersOf(options.units ?? 10),
      outputs: steps * Math.max(1, quantiles.length),
      activation: oneOf('activation', options.activation ?? 'tanh', ['tanh', 'relu']),
      gateActivation: oneOf('gateActivation', options.gateActivation ?? 'sigmoid', ['sigmoid', 'hardSigmoid']),
    },
    steps,
    quantiles,
    loss,
    delta: within(
      'huberDelta',
      options.huberDelta ?? 1,
      'a finite number greater than 0',
      (x) => x > 0 && x < Infinity,
    ),
    dropout: share('dropout', options.dropout),
    recurrentDropout: share('recurrentDropout', options.recurrentDropout),
    epochs: wholeNumber('epochs', options.epochs ?? 200, 1),
    batchSize: wholeNumber('batchSize', options.batchSize ?? 32, 1),
    learningRate: within(
      'learningRate',
      options.learningRate ?? 0.001,
      'greater than 0 and at most 10',
      (x) => x > 0 && x <= 10,
    ),
    clipNorm:
      options.clipNorm === undefined
        ? 0
        : within('clipNorm', options.clipNorm, 'a finite number greater than 0', (x) => x > 0 && x < Infinity),
    rowSteps: pickOptions<StepOptions>(options, stepOptionNames),
    gaps: oneOf('gaps', options.gaps ?? 'refuse', ['refuse', 'allow']),
    scaling: oneOf('scaling', options.scaling ?? 'standard', ['minMax', 'standard']),
    seed: wholeNumber('seed', options.seed ?? 0, 0, 2 ** 32 - 1),
    engine: chooseEngine(options.engine),
    signal,
    onEpoch,
  };
};
