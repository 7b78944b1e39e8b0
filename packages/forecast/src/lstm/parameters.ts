import type { Random } from './random.ts';
import { normal } from './random.ts';

/**
 * Where each weight stands in the one flat array of a network.
 *
 * Gates come in the order input, forget, cell, output, `units` each. `recurrent` is gate-major: the
 * weight from unit `k` to gate row `g` is at `recurrent + g * units + k`, so that the inner loops of
 * both passes run over neighbours.
 */
export interface Layout {
  readonly units: number;
  readonly kernel: number;
  readonly recurrent: number;
  readonly bias: number;
  readonly dense: number;
  readonly denseBias: number;
  readonly size: number;
}

/** The {@link Layout} of a network of one input, `units` cells and one output. */
export const layoutOf = (units: number): Layout => {
  const recurrent = 4 * units;
  const bias = recurrent + 4 * units * units;
  const dense = bias + 4 * units;
  const denseBias = dense + units;
  return { units, kernel: 0, recurrent, bias, dense, denseBias, size: denseBias + 1 };
};

/** Rows of normal draws made orthonormal (Gram and Schmidt), taken as columns of the gates' matrix. */
const orthogonal = (units: number, random: Random): Float64Array[] => {
  const rows: Float64Array[] = [];
  while (rows.length < units) {
    const row = Float64Array.from({ length: 4 * units }, () => normal(random));
    for (const other of rows) {
      const along = row.reduce((sum, value, i) => sum + value * other[i]!, 0);
      for (let i = 0; i < row.length; i += 1) row[i] = row[i]! - along * other[i]!;
    }
    const length = Math.hypot(...row);
    rows.push(row.map((value) => value / length));
  }
  return rows;
};

/**
 * Weights to start training from: Glorot-uniform kernels, an orthogonal recurrent matrix, biases 0
 * but for the forget gate's 1, so that a fresh cell remembers. The scheme of Keras' LSTM layer.
 */
export const initialParameters = (layout: Layout, random: Random): Float64Array => {
  const { units } = layout;
  const parameters = new Float64Array(layout.size);
  const uniform = (from: number, count: number, limit: number) => {
    for (let i = from; i < from + count; i += 1) parameters[i] = (2 * random() - 1) * limit;
  };
  uniform(layout.kernel, 4 * units, Math.sqrt(6 / (1 + 4 * units)));
  uniform(layout.dense, units, Math.sqrt(6 / (units + 1)));
  for (const [k, row] of orthogonal(units, random).entries()) {
    for (let g = 0; g < 4 * units; g += 1) parameters[layout.recurrent + g * units + k] = row[g]!;
  }
  parameters.fill(1, layout.bias + units, layout.bias + 2 * units);
  return parameters;
};
