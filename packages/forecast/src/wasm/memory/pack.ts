import type { Layout } from '../../engine/layout.ts';

/**
 * The order of one layer's weights in the kernel: [block][row][place in the block]. The columns are the gates input,
 * forget, candidate and output of the first unit, then those of the second, and so on; a block holds `tile` of them.
 * The rows are the hidden state, the inputs, the bias and padding.
 */
interface PackedLayer {
  /** Index of the first float. */
  readonly at: number;
  /** How many rows have a weight, padded to an even number. */
  readonly height: number;
  /** `height` padded to a multiple of the block. */
  readonly stride: number;
  readonly blocks: number;
}

/** The place of each weight in the kernel. `dense` is [output][unit + 1]; the last value is the bias. */
export interface Packing {
  /** How many gates a block has. */
  readonly tile: number;
  readonly layers: readonly PackedLayer[];
  readonly dense: number;
  /** How many floats there are, padded to a multiple of four. */
  readonly size: number;
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** The {@link Packing} of a network's weights in blocks of `tile` gates. */
export const packingOf = (layout: Layout, tile: number): Packing => {
  let at = 0;
  const layers = layout.layers.map(({ inputs, units }) => {
    const height = roundUp(units + inputs + 1, 2);
    const layer = { at, height, stride: roundUp(height, tile), blocks: Math.ceil((4 * units) / tile) };
    at += layer.blocks * layer.stride * tile;
    return layer;
  });
  return { tile, layers, dense: at, size: roundUp(at + layout.outputs * (layout.units + 1), 4) };
};

/** Calls `pair` for each weight, with its indices in the flat array and in the kernel's array. */
const eachWeight = (layout: Layout, packing: Packing, pair: (flat: number, packed: number) => void): void => {
  const { tile } = packing;
  for (const [index, { inputs, units, kernel, recurrent, bias }] of layout.layers.entries()) {
    const { at, stride } = packing.layers[index]!;
    for (let unit = 0; unit < units; unit += 1) {
      for (let gate = 0; gate < 4; gate += 1) {
        const column = gate * units + unit;
        const place = unit * 4 + gate;
        const first = at + Math.floor(place / tile) * stride * tile + (place % tile);
        const packed = (row: number) => first + row * tile;
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

/** Returns `packed` in the flat order. */
export const unpack = (layout: Layout, packing: Packing, packed: Float32Array): Float32Array => {
  const parameters = new Float32Array(layout.size);
  eachWeight(layout, packing, (flat, place) => {
    parameters[flat] = packed[place]!;
  });
  return parameters;
};
