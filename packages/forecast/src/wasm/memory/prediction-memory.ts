import { layoutOf } from '../../engine/layout.ts';
import type { NetworkShape } from '../../engine/network-shape.ts';
import { AddressSpace } from './address-space.ts';
import {
  activationFields,
  layerRecord,
  layerBytes,
  networkRecord,
  networkBytes,
  noLayer,
  noNetwork,
} from './kernel-records.ts';
import { pack, packingOf } from './pack.ts';
import { writeRecord } from './record.ts';

/** How many gates a block of weights has. A prediction computes the four gates of one unit at the same time. */
const gates = 4;

/** The memory for single predictions of one network. */
export interface PredictionMemory {
  readonly bytes: number;
  /** Address of the `Network` record. */
  readonly network: number;
  /** Address of the inputs, [step][feature]. */
  readonly input: number;
  /** Address of the outputs. */
  readonly output: number;
  /** Writes the network into a memory, whatever the memory contains. */
  write(buffer: ArrayBufferLike): void;
}

/**
 * Lays out the memory for single predictions: the weights, and the state of one window.
 *
 * @throws `PENSTOCK_BAD_OPTION` if it would take more than 2 GB.
 */
export const predictionMemory = (shape: NetworkShape, parameters: Float64Array): PredictionMemory => {
  const layout = layoutOf(shape);
  const packing = packingOf(layout, gates);
  const { window, features, outputs } = shape;
  const space = new AddressSpace();
  const network = space.take(networkBytes);
  const layers = space.take(layerBytes * layout.layers.length);
  const weights = space.take(packing.size * 4);
  const records = layout.layers.map(({ inputs, units }, index) => {
    const { at, height, stride } = packing.layers[index]!;
    return {
      ...noLayer,
      units,
      height,
      stride,
      inputs,
      weights: weights + at * 4,
      rows: space.take(height * 4),
      // The kernel reads and writes units four at a time.
      cells: space.take((units + 3) * 4),
      gates: space.take((units + 3) * 4),
    };
  });
  const input = space.take(window * features * 4);
  const output = space.take(outputs * 4);
  const bytes = space.bytes();
  const packed = new Float32Array(packing.size);
  pack(layout, packing, parameters, packed);
  const record = {
    ...noNetwork,
    layers,
    layerCount: records.length,
    window,
    features,
    outputs,
    ...activationFields(shape),
    size: packing.size,
    parameters: weights,
    dense: weights + packing.dense * 4,
  };
  return {
    bytes,
    network,
    input,
    output,
    write(buffer) {
      const view = new DataView(buffer);
      writeRecord(view, network, networkRecord, record);
      for (const [index, layer] of records.entries()) {
        writeRecord(view, layers + index * layerBytes, layerRecord, layer);
        const rows = new Float32Array(buffer, layer.rows, layer.height).fill(0);
        rows[layer.units + layer.inputs] = 1;
      }
      new Float32Array(buffer, weights).set(packed);
    },
  };
};
