import { forecastError } from '../errors.ts';
import type { FittedTransform, Transform } from './transform.ts';

/** The maximum number of transforms in a list. It also limits what a saved model may hold. */
export const mostTransforms = 8;

const none: FittedTransform = {
  lookback: 0,
  learns: false,
  byWindow: false,
  forward: (rows) => rows,
  ahead: (_past, future) => future,
  backward: (_past, predicted) => predicted,
  backwardBand: (_past, predicted) => predicted,
  save: () => ({ name: 'list', transforms: [] }),
};

/** Combines fitted transforms into one that applies them in order. */
export const inTurn = (parts: readonly FittedTransform[]): FittedTransform => {
  if (parts.length === 0) return none;
  /** The rows that each transform gets as input, in order. */
  const inputsOf = (rows: Float64Array, end: number): Float64Array[] => {
    const stages = [rows];
    for (const part of parts.slice(0, -1)) stages.push(part.forward(stages.at(-1)!, end));
    return stages;
  };
  return {
    lookback: parts.reduce((sum, { lookback }) => sum + lookback, 0),
    learns: parts.some(({ learns }) => learns),
    byWindow: parts.some(({ byWindow }) => byWindow),
    forward: (rows, end) => parts.reduce((stage, part) => part.forward(stage, end), rows),
    ahead(past, future, end) {
      const stages = inputsOf(past, end);
      return parts.reduce((path, part, i) => part.ahead(stages[i]!, path, end), future);
    },
    backward(past, predicted, end) {
      const stages = inputsOf(past, end);
      return parts.reduceRight((path, part, i) => part.backward(stages[i]!, path, end), predicted);
    },
    backwardBand(past, predicted, middle, _back, end) {
      const stages = inputsOf(past, end);
      let [band, centre] = [predicted, middle];
      for (let i = parts.length - 1; i >= 0; i -= 1) {
        const next = parts[i]!.backward(stages[i]!, centre, end);
        band = parts[i]!.backwardBand(stages[i]!, band, centre, next, end);
        centre = next;
      }
      return band;
    },
    save: () => ({ name: 'list', transforms: parts.map((part) => part.save()) }),
  };
};

/**
 * Checks that `transforms` is a list of transforms, and returns a copy.
 *
 * @throws `PENSTOCK_BAD_OPTION`.
 */
export const checkTransforms = (transforms: readonly Transform[] = []): readonly Transform[] => {
  const list: unknown = transforms;
  const areTransforms =
    Array.isArray(list) && list.every((item) => typeof (item as Partial<Transform> | null)?.fit === 'function');
  if (areTransforms && list.length <= mostTransforms) return [...transforms];
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `transforms must be a list of at most ${mostTransforms} transforms, such as [log(), difference()].`,
  );
};

/**
 * Fits transforms in order on training rows. Each is fitted on the output of the one before.
 *
 * @throws What {@link Transform.fit} throws; `PENSTOCK_SERIES_TOO_SHORT` if fewer than two rows are left.
 */
export const fitTransforms = (transforms: readonly Transform[], rows: Float64Array, step: number): FittedTransform => {
  const parts: FittedTransform[] = [];
  let stage = rows;
  for (const transform of transforms) {
    const part = transform.fit(stage, step);
    if (stage.length - part.lookback < 2) {
      throw forecastError(
        'PENSTOCK_SERIES_TOO_SHORT',
        `The transform "${transform.name}" needs at least ${part.lookback + 2} rows; got ${stage.length}. ` +
          'Pass more history.',
      );
    }
    stage = part.forward(stage, 0);
    parts.push(part);
  }
  return inTurn(parts);
};
