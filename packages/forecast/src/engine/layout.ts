import type { NetworkShape } from './network-shape.ts';

/** The shape of one LSTM layer, and the index of its weights in the flat array. */
export interface LayerLayout {
  readonly inputs: number;
  readonly units: number;
  /** [input][gate][unit]. The gates are input, forget, candidate, output. */
  readonly kernel: number;
  /** [unit of the previous step][gate][unit]. */
  readonly recurrent: number;
  /** [gate][unit]. */
  readonly bias: number;
}

/**
 * The index of each weight in the flat array of a network. The order is the same as in Keras' arrays, so that a
 * conversion only slices: for each layer the kernel, the recurrent kernel and the bias, then the dense kernel and bias.
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
