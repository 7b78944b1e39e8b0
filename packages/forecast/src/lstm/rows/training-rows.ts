import { forecastError } from '../../errors.ts';
import type { Columns } from '../../series/columns.ts';
import { widthOf } from '../../series/columns.ts';
import type { Scaler } from '../../series/scaler.ts';
import { scaled } from '../../series/scaler.ts';
import type { FittedTransform } from '../../transforms/transform.ts';
import type { CheckedLstmOptions } from '../check-options.ts';
import { networkInputs } from './network-inputs.ts';

/** What a network is trained on, of one series. */
export interface TrainingRows {
  /** [row][column], scaled. */
  readonly inputs: Float64Array;
  /** [row], scaled. */
  readonly targets: Float64Array;
  /** The rows at which the windows start that it learns from. */
  readonly starts: readonly number[];
  /** The same of the windows that are held back for early stopping. */
  readonly validation: readonly number[];
}

/** Windows are cut out of these. */
export interface WindowSource {
  /** [row][column], in the units of the series. */
  readonly rows: Float64Array;
  readonly transforms: FittedTransform;
  readonly columns: Columns;
  readonly scalers: readonly Scaler[];
}

type WindowOptions = Pick<CheckedLstmOptions, 'shape' | 'steps' | 'stride' | 'earlyStopping'>;

/** The starts of windows among `rows` rows, the last one that fits among them. */
const startsAmong = (rows: number, { shape, steps, stride }: WindowOptions): number[] => {
  const starts: number[] = [];
  for (let start = rows - shape.window - steps; start >= 0; start -= stride) starts.push(start);
  return starts.toReversed();
};

/** Fewer windows than these are all learnt from, unless early stopping was asked for. */
const leastWindows = 30;

/** Holds the last windows back. No row that they are to predict is one that a training window is to predict. */
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
    `Early stopping holds ${count} of ${starts.length} windows back, and leaves none to learn from. ` +
      'Pass more history, choose fewer steps or a smaller stride, or leave earlyStopping out.',
  );
};

const ownColumn = (rows: Float64Array, width: number): Float64Array =>
  width === 1 ? rows : Float64Array.from({ length: rows.length / width }, (_, i) => rows[i * width]!);

const withOwn = (rows: Float64Array, own: Float64Array, width: number): Float64Array => {
  const result = rows.slice();
  for (let i = 0; i < own.length; i += 1) result[i * width] = own[i]!;
  return result;
};

/** All windows in the rows of the series, one behind the other: what transforms make of a row is the same in each. */
const rowsInLine = ({ rows, transforms, columns, scalers }: WindowSource, options: WindowOptions): TrainingRows => {
  const width = widthOf(columns);
  const own = transforms.forward(ownColumn(rows, width), 0);
  const transformed = withOwn(rows.subarray(transforms.lookback * width), own, width);
  const inputs = scaled(scalers, networkInputs(transformed, own.length, columns, options.steps));
  const { learnt, held } = split(startsAmong(own.length, options), options);
  return { inputs, targets: ownColumn(inputs, width), starts: learnt, validation: held };
};

/** Each window with the rows after it in a block of its own, as a transform that scales by window makes it. */
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
    const told = Float64Array.of(...transforms.forward(past, end), ...ahead);
    const from = (start + transforms.lookback) * width;
    const window = withOwn(rows.subarray(from, from + height * width), told, width);
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
 * What a network is trained on, of one series.
 *
 * @throws `PENSTOCK_SERIES_TOO_SHORT` where early stopping leaves nothing to learn from.
 */
export const trainingRows = (source: WindowSource, options: WindowOptions): TrainingRows =>
  source.transforms.byWindow ? rowsInBlocks(source, options) : rowsInLine(source, options);
