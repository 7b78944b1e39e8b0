import type { Random } from './random.ts';
import { normal } from './random.ts';
import type { NetworkShape } from './shape.ts';

/** Where the weights of one LSTM layer stand. */
export interface LayerLayout {
  readonly inputs: number;
  readonly units: number;
  /** [input][gate][unit]; gates input, forget, candidate, output. */
  readonly kernel: number;
  /** [unit before][gate][unit]. */
  readonly recurrent: number;
  /** [gate][unit]. */
  readonly bias: number;
}

/**
 * Where each weight stands in the one flat array of a network: layer by layer kernel, recurrent kernel and bias, then
 * the dense kernel and bias. These are Keras' arrays in Keras' order, so that a network changes hands by slicing.
 */
export interface Layout {
  readonly layers: readonly LayerLayout[];
  /** Cells of the last layer. */
  readonly units: number;
  readonly outputs: number;
  /** [unit][output]. */
  readonly dense: number;
  /** [output]. */
  readonly denseBias: number;
  readonly size: number;
}

/** The {@link Layout} of a network. */
export const layoutOf = ({
  features,
  layers,
  outputs,
}: Pick<NetworkShape, 'features' | 'layers' | 'outputs'>): Layout => {
  const laid: LayerLayout[] = [];
  let inputs = features;
  let at = 0;
  for (const units of layers) {
    const recurrent = at + 4 * units * inputs;
    const bias = recurrent + 4 * units * units;
    laid.push({ inputs, units, kernel: at, recurrent, bias });
    at = bias + 4 * units;
    inputs = units;
  }
  const denseBias = at + inputs * outputs;
  return { layers: laid, units: inputs, outputs, dense: at, denseBias, size: denseBias + outputs };
};

/** Rows of normal draws made orthonormal (Gram and Schmidt), from unit to gates. */
const orthogonal = (units: number, random: Random): Float64Array[] => {
  const rows: Float64Array[] = [];
  while (rows.length < units) {
    const row = Float64Array.from({ length: 4 * units }, () => normal(random));
    for (const other of rows) {
      const along = row.reduce((sum, value, i) => sum + value * other[i]!, 0);
      for (let i = 0; i < row.length; i += 1) row[i] = row[i]! - along * other[i]!;
    }
    // Not Math.hypot, whose last digits are left to the machine.
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    rows.push(row.map((value) => value / length));
  }
  return rows;
};

/**
 * Weights to start training from: Glorot-uniform kernels, an orthogonal recurrent matrix, biases 0
 * but for the forget gate's 1, so that a fresh cell remembers. The scheme of Keras' LSTM layer.
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
