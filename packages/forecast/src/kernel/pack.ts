import type { Layout } from '../lstm/parameters.ts';

/** How the kernel lays out one layer's weights: [unit][row][gate], rows hidden state, inputs, bias, padding. */
interface PackedLayer {
  /** First float. */
  readonly at: number;
  /** Rows that carry a weight, padded to an even number. */
  readonly height: number;
  /** `height` padded to a multiple of four. */
  readonly stride: number;
}

/** Where the kernel has each weight; `dense` is [output][unit + 1], the last the bias. */
export interface Packing {
  readonly layers: readonly PackedLayer[];
  readonly dense: number;
  /** Floats, padded to a multiple of four. */
  readonly size: number;
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** The {@link Packing} of a network's weights. */
export const packingOf = (layout: Layout): Packing => {
  let at = 0;
  const layers = layout.layers.map(({ inputs, units }) => {
    const height = roundUp(units + inputs + 1, 2);
    const layer = { at, height, stride: roundUp(height, 4) };
    at += units * layer.stride * 4;
    return layer;
  });
  return { layers, dense: at, size: roundUp(at + layout.outputs * (layout.units + 1), 4) };
};

/** Calls `pair` for each weight with its place in the flat array and in the kernel's. */
const eachWeight = (layout: Layout, packing: Packing, pair: (flat: number, packed: number) => void): void => {
  for (const [index, { inputs, units, kernel, recurrent, bias }] of layout.layers.entries()) {
    const { at, stride } = packing.layers[index]!;
    for (let unit = 0; unit < units; unit += 1) {
      for (let gate = 0; gate < 4; gate += 1) {
        const column = gate * units + unit;
        const packed = (row: number) => at + (unit * stride + row) * 4 + gate;
        for (let k = 0; k < units; k += 1) pair(recurrent + k * 4 * units + column, packed(k));
        for (let f = 0; f < inputs; f += 1) pair(kernel + f * 4 * units + column, packed(units + f));
        pair(bias + column, packed(units + inputs));
      }
    }
  }
  for (let output = 0; output < layout.outputs; output += 1) {
    const row = packing.dense + output * (layout.units + 1);
    for (let unit = 0; unit < layout.units; unit += 1) pair(layout.dense + unit * layout.outputs + output, row + unit);
    pair(layout.denseBias + output, row + layout.units);
  }
};

/** Writes the flat `parameters` into `packed`, whose padding must be zero. */
export const pack = (layout: Layout, packing: Packing, parameters: ArrayLike<number>, packed: Float32Array): void =>
  eachWeight(layout, packing, (flat, place) => {
    packed[place] = parameters[flat]!;
  });

/** The flat form of `packed`. */
export const unpack = (layout: Layout, packing: Packing, packed: Float32Array): Float32Array => {
  const parameters = new Float32Array(layout.size);
  eachWeight(layout, packing, (flat, place) => {
    parameters[flat] = packed[place]!;
  });
  return parameters;
};
