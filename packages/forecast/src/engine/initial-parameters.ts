import type { Layout } from './layout.ts';
import type { Random } from './random.ts';
import { normal } from './random.ts';

/** Rows of normal random numbers, [unit][gate and unit], made orthonormal by the Gram-Schmidt process. */
const orthogonal = (units: number, random: Random): Float64Array[] => {
  const rows: Float64Array[] = [];
  while (rows.length < units) {
    const row = Float64Array.from({ length: 4 * units }, () => normal(random));
    for (const other of rows) {
      const along = row.reduce((sum, value, i) => sum + value * other[i]!, 0);
      for (let i = 0; i < row.length; i += 1) row[i] = row[i]! - along * other[i]!;
    }
    // Not Math.hypot, because its last digits differ between machines.
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    rows.push(row.map((value) => value / length));
  }
  return rows;
};

/**
 * The weights at the start of a training, by the scheme of Keras' LSTM layer: Glorot-uniform kernels, an orthogonal
 * recurrent matrix, and biases of 0, except 1 for the forget gate so that a new cell remembers.
 */
export const initialParameters = (layout: Layout, random: Random): Float64Array => {
  const parameters = new Float64Array(layout.size);
  const uniform = (from: number, to: number, limit: number) => {
    for (let i = from; i < to; i += 1) parameters[i] = (2 * random() - 1) * limit;
  };
  for (const { inputs, units, kernel, recurrent, bias } of layout.layers) {
    uniform(kernel, recurrent, Math.sqrt(6 / (inputs + 4 * units)));
    for (const [k, row] of orthogonal(units, random).entries()) parameters.set(row, recurrent + k * 4 * units);
    parameters.fill(1, bias + units, bias + 2 * units);
  }
  uniform(layout.dense, layout.denseBias, Math.sqrt(6 / (layout.units + layout.outputs)));
  return parameters;
};
