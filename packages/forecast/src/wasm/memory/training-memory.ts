import { dropBelow, maskSeed } from '../../engine/dropout.ts';
import type { TrainingTask } from '../../engine/engine.ts';
import { layoutOf } from '../../engine/layout.ts';
import { AddressSpace } from './address-space.ts';
import { activationFields, layerRecord, layerBytes, networkRecord, networkBytes } from './kernel-records.ts';
import { pack, packingOf, unpack } from './pack.ts';
import { laneCount, rowBytes, shardsOf } from './panels.ts';
import { fieldOffset, writeRecord } from './record.ts';
import { trainingLayers } from './training-layers.ts';

/** How many gates a block of weights has. The matrix products of the kernel read blocks of this size. */
const tileRows = 6;

const losses = { mse: 0, mae: 1, huber: 2, pinball: 3 } as const;

/** The addresses in a training's memory that its host uses. */
export interface TrainingAddresses {
  /** The `Network` record, and its field `earlier`. */
  readonly network: number;
  readonly earlier: number;
  /** The rows at which the windows start, in the order of training. */
  readonly order: number;
  /** The packed weights. */
  readonly parameters: number;
  /** Five words that the threads use to signal to each other. */
  readonly signals: number;
  /** The sums of losses, [shard], f64. */
  readonly losses: number;
  /** The dropout fields of the `Network` record: two thresholds for random numbers, u32, and two factors, f32. */
  readonly dropout: number;
}

/** The memory of one training. */
export interface TrainingMemory extends TrainingAddresses {
  readonly bytes: number;
  /** Address of the gradients, [shard][in the order of the packed weights]. */
  readonly gradients: number;
  /** How many floats the packed weights have. */
  readonly size: number;
  /** Writes the task into a memory that is all zero. */
  write(buffer: ArrayBufferLike): void;
  /** Returns the kernel's packed weights in the order of `layoutOf`. */
  unpack(weights: Float32Array): Float64Array;
}

/**
 * Lays out the memory of a training with `ranks` threads.
 *
 * @throws `PENSTOCK_BAD_OPTION` if it would take more than 2 GB.
 */
export const trainingMemory = (task: TrainingTask, ranks: number): TrainingMemory => {
  const { window, features, outputs } = task.shape;
  const held = task.validation?.starts ?? new Uint32Array();
  const layout = layoutOf(task.shape);
  const packing = packingOf(layout, tileRows);
  const shards = shardsOf(Math.min(task.batchSize, task.starts.length));
  const space = new AddressSpace();
  const network = space.take(networkBytes);
  const layers = space.take(layerBytes * layout.layers.length * ranks);
  const parameters = space.take(packing.size * 4);
  const gradients = space.take(packing.size * 4 * shards);
  const first = space.take(packing.size * 4);
  const second = space.take(packing.size * 4);
  const { records, draws } = trainingLayers(task, layout, packing, space, parameters, ranks);
  const record = {
    learningRate: task.learningRate,
    clipNorm: task.clipNorm,
    firstPower: 1,
    secondPower: 1,
    step: 0,
    factor: 1,
    layers,
    layerCount: layout.layers.length,
    window,
    features,
    outputs,
    ...activationFields(task.shape),
    loss: losses[task.loss],
    delta: task.delta,
    size: packing.size,
    parameters,
    gradients,
    first,
    second,
    dense: parameters + packing.dense * 4,
    data: space.take(task.inputs.length * 4),
    targets: space.take(task.targets.length * 4),
    order: space.take((task.starts.length + held.length) * 4),
    windows: task.starts.length,
    batchSize: task.batchSize,
    steps: space.take(outputs * 4),
    quantiles: space.take(outputs * 4),
    top: space.take(ranks * layout.units * rowBytes),
    output: space.take(ranks * outputs * rowBytes),
    losses: space.take(shards * 8),
    draws,
    seed: maskSeed(task.seed),
    inputDrop: dropBelow(task.dropout),
    recurrentDrop: dropBelow(task.recurrentDropout),
    inputKeep: 1 / (1 - task.dropout),
    recurrentKeep: 1 / (1 - task.recurrentDropout),
    earlier: 0,
  };
  return {
    network,
    earlier: network + fieldOffset(networkRecord, 'earlier'),
    dropout: network + fieldOffset(networkRecord, 'inputDrop'),
    order: record.order,
    parameters,
    signals: space.take(20),
    bytes: space.bytes(),
    gradients,
    losses: record.losses,
    size: packing.size,
    write(buffer) {
      const view = new DataView(buffer);
      writeRecord(view, network, networkRecord, record);
      for (const [index, layer] of records.entries()) {
        writeRecord(view, layers + index * layerBytes, layerRecord, layer);
        const rows = new Float32Array(buffer, layer.rows);
        for (let step = 0; step < window; step += 1) {
          const ones = (step * layer.stride + layer.units + layer.inputs) * laneCount;
          rows.fill(1, ones, ones + laneCount);
        }
      }
      new Float32Array(buffer, record.data).set(task.inputs);
      new Float32Array(buffer, record.targets).set(task.targets);
      new Uint32Array(buffer, record.order).set(task.starts);
      new Uint32Array(buffer, record.order).set(held, task.starts.length);
      new Uint32Array(buffer, record.steps).set(task.steps);
      new Float32Array(buffer, record.quantiles).set(task.quantiles);
      pack(layout, packing, task.parameters, new Float32Array(buffer, parameters));
    },
    unpack: (weights) => Float64Array.from(unpack(layout, packing, weights)),
  };
};
