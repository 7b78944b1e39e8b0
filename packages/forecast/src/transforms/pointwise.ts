import type { FittedTransform } from './transform.ts';

/**
 * The methods of a transform that changes each value separately, by an increasing function. `row` counts from the last
 * training row, which is row 0.
 */
export const pointwise = ({
  forward,
  backward,
}: {
  forward: (value: number, row: number) => number;
  backward: (value: number, row: number) => number;
}): Pick<FittedTransform, 'lookback' | 'byWindow' | 'forward' | 'ahead' | 'backward' | 'backwardBand'> => {
  const back = (_: Float64Array, predicted: Float64Array, end: number): Float64Array =>
    predicted.map((value, i) => backward(value, end + 1 + i));
  return {
    lookback: 0,
    byWindow: false,
    forward: (rows, end) => rows.map((value, i) => forward(value, end - rows.length + 1 + i)),
    ahead: (_past, future, end) => future.map((value, i) => forward(value, end + 1 + i)),
    backward: back,
    backwardBand: (past, predicted, _middle, _back, end) => back(past, predicted, end),
  };
};
