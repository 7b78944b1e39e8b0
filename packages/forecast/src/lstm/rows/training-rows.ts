import { forecastError } from '../../errors.ts';
import type { Columns } from '../../series/columns.ts';
import { widthOf } from '../../series/columns.ts';
import type { Scaler } from '../../series/scaler.ts';
import { scaled } from '../../series/scaler.ts';
import type { FittedTransform } from '../../transforms/transform.ts';
import type { CheckedLstmOptions } from '../check-options.ts';
import { networkInputs } from './network-inputs.ts';

/** The training data of one series. */
export interface TrainingRows {
  /** Scaled, [row][column]. */
  readonly inputs: Float64Array;
  /** Scaled, [row]. */
  readonly targets: Float64Array;
  /** The rows at which the training windows start. */
  readonly starts: readonly number[];
  /** The rows at which the validation windows start, which are used for early stopping. */
  readonly validation: readonly number[];
}

/** The data that windows are cut from. */
export interface WindowSource {
  /** In the units of the series, [row][column]. */
  readonly rows: Float64Array;
  readonly transforms: FittedTransform;
  readonly columns: Columns;
  readonly scalers: readonly Scaler[];
}

type WindowOptions = Pick<CheckedLstmOptions, 'shape' | 'steps' | 'stride' | 'earlyStopping'>;

/** The starts of windows in `rows` rows, including the last possible window. */
const startsAmong = (rows: number, { shape, steps, stride }: WindowOptions): number[] => {
  const starts: number[] = [];
  for (let start = rows - shape.window - steps; start >= 0; start -= stride) starts.push(start);
  return starts.toReversed();
};

/** With fewer windows than this, all are used for training, unless early stopping was set explicitly. */
const leastWindows = 30;

/** Uses the last windows for validation. No row is a target of both a validation window and a training window. */
const split = (starts: readonly number[], { steps, earlyStopping }: WindowOptions) => {
  const isShort = starts.length < leastWindows && !earlyStopping?.isAsked;
  if (earlyStopping === undefined || isShort) return { learnt: starts, held: [] };
  const count = Math.max(1, Math.round(earlyStopping.share * starts.length));
  const held = starts.slice(-count);
  const learnt = starts.filter((start) => start + steps <= held[0]!);
  if (learnt.length > 0) return { learnt, held };
  if (!earlyStopping.isAsked) return { learnt: starts, held: [] };
  throw forecastError(
    'PENSTOCK_SERIES_TOO_SHORT',
    `Early stopping uses ${count} of ${starts.length} windows for validation, and leaves none to train on. ` +
      'Pass more history, fewer steps or a smaller stride, or set earlyStopping: false.',
  );
};

const ownColumn = (rows: Float64Array, width: number): Float64Array =>
  width === 1 ? rows : Float64Array.from({ length: rows.length / width }, (_, i) => rows[i * width]!);

const withOwn = (rows: Float64Array, own: Float64Array, width: number): Float64Array => {
  const result = rows.slice();
  for (let i = 0; i < own.length; i += 1) result[i * width] = own[i]!;
  return result;
};

/** The windows of transforms that give a row the same value in every window. They share one copy of the rows. */
const rowsInLine = ({ rows, transforms, columns, scalers }: WindowSource, options: WindowOptions): TrainingRows => {
  const width = widthOf(columns);
  const own = transforms.forward(ownColumn(rows, width), 0);
  const transformed = withOwn(rows.subarray(transforms.lookback * width), own, width);
  const inputs = scaled(scalers, networkInputs(transformed, own.length, columns, options.steps));
  const { learnt, held } = split(startsAmong(own.length, options), options);
  return { inputs, targets: ownColumn(inputs, width), starts: learnt, validation: held };
};

/** The windows of a transform that scales by window. Each window and its targets have their own block of rows. */
const rowsInBlocks = ({ rows, transforms, columns, scalers }: WindowSource, options: WindowOptions): TrainingRows => {
  const width = widthOf(columns);
  const { steps, shape } = options;
  const looked = shape.window + transforms.lookback;
  const own = ownColumn(rows, width);
  const { learnt, held } = split(startsAmong(own.length - transforms.lookback, options), options);
  const height = shape.window + steps;
  const blocks = [...learnt, ...held];
  const inputs = new Float64Array(blocks.length * height * width);
  const targets = new Float64Array(blocks.length * height);
  for (const [block, start] of blocks.entries()) {
    const past = own.subarray(start, start + looked);
    const future = own.subarray(start + looked, start + looked + steps);
    const end = start + looked - own.length;
    const ahead = transforms.ahead(past, future, end);
    const transformed = Float64Array.of(...transforms.forward(past, end), ...ahead);
    const from = (start + transforms.lookback) * width;
    const window = withOwn(rows.subarray(from, from + height * width), transformed, width);
    inputs.set(scaled(scalers, networkInputs(window, shape.window, columns, steps)), block * height * width);
    for (const [step, value] of ahead.entries())
      targets[block * height + shape.window + step] = (value - scalers[0]!.offset) / scalers[0]!.scale;
  }
  const startOf = (block: number): number => block * height;
  return {
    inputs,
    targets,
    starts: learnt.map((_, i) => startOf(i)),
    validation: held.map((_, i) => startOf(learnt.length + i)),
  };
};

/**
 * The training data of one series.
 *
 * @throws `PENSTOCK_SERIES_TOO_SHORT` if early stopping leaves no window to learn from.
 */
export const trainingRows = (source: WindowSource, options: WindowOptions): TrainingRows =>
  source.transforms.byWindow ? rowsInBlocks(source, options) : rowsInLine(source, options);
