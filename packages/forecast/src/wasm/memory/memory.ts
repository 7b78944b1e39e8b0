import { forecastError } from '../../errors.ts';
import { dropBelow, maskSeed } from '../../engine/dropout.ts';
import type { TrainingTask } from '../../engine/engine.ts';
import type { Layout } from '../../engine/parameters.ts';
import { layoutOf } from '../../engine/parameters.ts';
import type { NetworkShape } from '../../engine/shape.ts';
import type { Packing } from './pack.ts';
import { pack, packingOf, unpack } from './pack.ts';
import type { Fields } from './record.ts';
import { fieldOffset, recordBytes, writeRecord } from './record.ts';
import { PAGE } from '../web-assembly.ts';

/** Windows in a panel, and bytes of one of its rows. */
const LANES = 8;
const ROW = 4 * LANES;
/** Rows of a block of a matrix; a prediction has a unit's four gates side by side. */
const TILE = 6;
const GATES = 4;
const MOST_SHARDS = 8;
const MOST_BYTES = 2 ** 31;

// The fields of `Layer` and `Network` in ../kernel/network.ts.
const LAYER = {
  units: 'u32',
  height: 'u32',
  stride: 'u32',
  sloped: 'u32',
  inputs: 'u32',
  blocks: 'u32',
  weights: 'u32',
  transposed: 'u32',
  rows: 'u32',
  trace: 'u32',
  above: 'u32',
  below: 'u32',
  cells: 'u32',
  gates: 'u32',
  slopes: 'u32',
  slopesPitch: 'u32',
  inputMask: 'u32',
  recurrentMask: 'u32',
  inputDraw: 'u32',
  recurrentDraw: 'u32',
} as const;
const NETWORK = {
  learningRate: 'f64',
  clipNorm: 'f64',
  firstPower: 'f64',
  secondPower: 'f64',
  step: 'f32',
  factor: 'f32',
  layers: 'u32',
  layerCount: 'u32',
  window: 'u32',
  features: 'u32',
  outputs: 'u32',
  hardGates: 'u32',
  relu: 'u32',
  loss: 'u32',
  delta: 'f32',
  size: 'u32',
  parameters: 'u32',
  gradients: 'u32',
  first: 'u32',
  second: 'u32',
  dense: 'u32',
  data: 'u32',
  targets: 'u32',
  order: 'u32',
  windows: 'u32',
  batchSize: 'u32',
  steps: 'u32',
  quantiles: 'u32',
  top: 'u32',
  output: 'u32',
  losses: 'u32',
  draws: 'u32',
  seed: 'u32',
  inputDrop: 'u32',
  recurrentDrop: 'u32',
  inputKeep: 'f32',
  recurrentKeep: 'f32',
  earlier: 'u32',
} as const;
const none = <F extends Fields>(fields: F) =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, 0])) as Record<keyof F, number>;
const NO_LAYER = none(LAYER);
const NO_NETWORK = none(NETWORK);
/** The first address that the kernel leaves to its caller. */
export const FREE = 1216;
/** Bytes of a record, as the kernel has it. */
export const LAYER_BYTES = recordBytes(LAYER);
export const NETWORK_BYTES = recordBytes(NETWORK);

const LOSSES = { mse: 0, mae: 1, huber: 2, pinball: 3 } as const;

/** Where a training finds its own things in the kernel's memory. */
export interface TrainingMemory {
  readonly bytes: number;
  /**
   * Addresses: the `Network` record, its field `earlier`, the order of windows, the weights, and five words to signal
   * with.
   */
  readonly network: number;
  readonly earlier: number;
  readonly order: number;
  readonly parameters: number;
  /** [shard][as the weights]. */
  readonly gradients: number;
  /** [shard], f64. */
  readonly losses: number;
  readonly signals: number;
  /** Floats of weights. */
  readonly size: number;
  /** Fills a memory that is still zero. */
  write(buffer: ArrayBufferLike): void;
  /** Weights as the kernel has them, in the order of `layoutOf`. */
  unpack(weights: Float32Array): Float64Array;
}

/** Hands out addresses on cache lines. */
class Ground {
  #end = Math.ceil(FREE / 64) * 64;

  take(bytes: number): number {
    const at = this.#end;
    this.#end = Math.ceil((at + bytes) / 64) * 64;
    return at;
  }

  get bytes(): number {
    return Math.ceil(this.#end / PAGE) * PAGE;
  }
}

const activationsOf = ({ gateActivation, activation }: NetworkShape) => ({
  hardGates: gateActivation === 'hardSigmoid' ? 1 : 0,
  relu: activation === 'relu' ? 1 : 0,
});

const checkBytes = (bytes: number): void => {
  if (bytes <= MOST_BYTES) return;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `The network needs ${Math.ceil(bytes / 2 ** 20)} MB and may take 2048. Choose fewer units, a shorter window ` +
      'or smaller batches.',
  );
};

/** Bytes are right up to 2^53, so that a network that is too large is told so and never wraps. */
const layTraining = (task: TrainingTask, layout: Layout, packing: Packing, ranks: number) => {
  const { window, features, outputs } = task.shape;
  const ground = new Ground();
  const shards = Math.min(Math.ceil(Math.min(task.batchSize, task.starts.length) / LANES), MOST_SHARDS);
  const network = ground.take(NETWORK_BYTES);
  const layers = ground.take(LAYER_BYTES * layout.layers.length * ranks);
  const parameters = ground.take(packing.size * 4);
  const gradients = ground.take(packing.size * 4 * shards);
  const first = ground.take(packing.size * 4);
  const second = ground.take(packing.size * 4);
  let draws = 0;
  const drawn = (wanted: boolean, count: number): number => {
    const at = draws;
    if (wanted) draws += count;
    return at;
  };
  const shared = layout.layers.map(({ inputs, units }, index) => {
    const { at, height, stride, blocks } = packing.layers[index]!;
    const sloped = index === 0 ? units : units + inputs;
    const line = window * TILE * ROW;
    return {
      units,
      height,
      stride,
      sloped,
      inputs,
      blocks,
      weights: parameters + at * 4,
      transposed: ground.take(stride * blocks * TILE * 4),
      // A pitch of whole pages would put all blocks on the same cache lines.
      slopesPitch: line % 4096 === 0 ? line + TILE * ROW : line,
      inputDraw: drawn(task.dropout > 0, inputs),
      recurrentDraw: drawn(task.recurrentDropout > 0, units),
    };
  });
  const records = Array.from({ length: ranks }, () =>
    shared.map((layer, index) => {
      const { units, inputs, stride, blocks, slopesPitch } = layer;
      return {
        ...layer,
        rows: ground.take(window * stride * ROW),
        trace: ground.take((window + 1) * units * 6 * ROW),
        above: index + 1 === shared.length ? 0 : ground.take(window * units * ROW),
        below: ground.take(stride * ROW),
        cells: ground.take(units * ROW),
        gates: ground.take(blocks * TILE * ROW),
        slopes: ground.take(blocks * slopesPitch),
        inputMask: task.dropout > 0 ? ground.take(inputs * ROW) : 0,
        recurrentMask: task.recurrentDropout > 0 ? ground.take(units * ROW) : 0,
      };
    }),
  ).flat();
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
    ...activationsOf(task.shape),
    loss: LOSSES[task.loss],
    delta: task.delta,
    size: packing.size,
    parameters,
    gradients,
    first,
    second,
    dense: parameters + packing.dense * 4,
    data: ground.take(task.inputs.length * 4),
    targets: ground.take(task.targets.length * 4),
    order: ground.take(task.starts.length * 4),
    windows: task.starts.length,
    batchSize: task.batchSize,
    steps: ground.take(outputs * 4),
    quantiles: ground.take(outputs * 4),
    top: ground.take(ranks * layout.units * ROW),
    output: ground.take(ranks * outputs * ROW),
    losses: ground.take(shards * 8),
    draws,
    seed: maskSeed(task.seed),
    inputDrop: dropBelow(task.dropout),
    recurrentDrop: dropBelow(task.recurrentDropout),
    inputKeep: 1 / (1 - task.dropout),
    recurrentKeep: 1 / (1 - task.recurrentDropout),
    earlier: 0,
  };
  const signals = ground.take(20);
  return { network, records, record, signals, bytes: ground.bytes };
};

/**
 * Lays out the memory of a training by `ranks` threads.
 *
 * @throws `PENSTOCK_BAD_OPTION` when it would take more than 2 GB.
 */
export const trainingMemory = (task: TrainingTask, ranks: number): TrainingMemory => {
  const layout = layoutOf(task.shape);
  const packing = packingOf(layout, TILE);
  const { network, records, record, signals, bytes } = layTraining(task, layout, packing, ranks);
  checkBytes(bytes);
  return {
    bytes,
    network,
    earlier: network + fieldOffset(NETWORK, 'earlier'),
    order: record.order,
    parameters: record.parameters,
    gradients: record.gradients,
    losses: record.losses,
    signals,
    size: packing.size,
    write(buffer) {
      const view = new DataView(buffer);
      writeRecord(view, network, NETWORK, record);
      for (const [index, layer] of records.entries()) {
        writeRecord(view, record.layers + index * LAYER_BYTES, LAYER, layer);
        const rows = new Float32Array(buffer, layer.rows);
        for (let step = 0; step < record.window; step += 1) {
          const ones = (step * layer.stride + layer.units + layer.inputs) * LANES;
          rows.fill(1, ones, ones + LANES);
        }
      }
      new Float32Array(buffer, record.data).set(task.inputs);
      new Float32Array(buffer, record.targets).set(task.targets);
      new Uint32Array(buffer, record.order).set(task.starts);
      new Uint32Array(buffer, record.steps).set(task.steps);
      new Float32Array(buffer, record.quantiles).set(task.quantiles);
      pack(layout, packing, task.parameters, new Float32Array(buffer, record.parameters));
    },
    unpack: (weights) => Float64Array.from(unpack(layout, packing, weights)),
  };
};

/** Where a prediction finds its own things in the kernel's memory. */
export interface PredictionMemory {
  readonly bytes: number;
  /** Addresses: the `Network` record, the inputs [step][feature] and the outputs. */
  readonly network: number;
  readonly input: number;
  readonly output: number;
  /** Puts the network into a memory, whatever was there. */
  write(buffer: ArrayBufferLike): void;
}

/**
 * Lays out the memory of single predictions: the weights, and one lane of state.
 *
 * @throws `PENSTOCK_BAD_OPTION` when it would take more than 2 GB.
 */
export const predictionMemory = (shape: NetworkShape, parameters: Float64Array): PredictionMemory => {
  const layout = layoutOf(shape);
  const packing = packingOf(layout, GATES);
  const { window, features, outputs } = shape;
  const ground = new Ground();
  const network = ground.take(NETWORK_BYTES);
  const layers = ground.take(LAYER_BYTES * layout.layers.length);
  const weights = ground.take(packing.size * 4);
  const records = layout.layers.map(({ inputs, units }, index) => {
    const { at, height, stride } = packing.layers[index]!;
    return {
      ...NO_LAYER,
      units,
      height,
      stride,
      inputs,
      weights: weights + at * 4,
      rows: ground.take(height * 4),
      cells: ground.take((units + 3) * 4),
      gates: ground.take((units + 3) * 4),
    };
  });
  const input = ground.take(window * features * 4);
  const output = ground.take(outputs * 4);
  checkBytes(ground.bytes);
  const packed = new Float32Array(packing.size);
  pack(layout, packing, parameters, packed);
  const record = {
    ...NO_NETWORK,
    layers,
    layerCount: records.length,
    window,
    features,
    outputs,
    ...activationsOf(shape),
    size: packing.size,
    parameters: weights,
    dense: weights + packing.dense * 4,
  };
  return {
    bytes: ground.bytes,
    network,
    input,
    output,
    write(buffer) {
      const view = new DataView(buffer);
      writeRecord(view, network, NETWORK, record);
      for (const [index, layer] of records.entries()) {
        writeRecord(view, layers + index * LAYER_BYTES, LAYER, layer);
        const rows = new Float32Array(buffer, layer.rows, layer.height).fill(0);
        rows[layer.units + layer.inputs] = 1;
      }
      new Float32Array(buffer, weights).set(packed);
    },
  };
};
