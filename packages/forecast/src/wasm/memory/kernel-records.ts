import type { NetworkShape } from '../../engine/network-shape.ts';
import type { Fields } from './record.ts';
import { recordBytes } from './record.ts';

/** The fields of the class `Layer` of `../kernel/network.ts`, where they are described. */
export const layerRecord = {
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

/** The fields of the class `Network` of `../kernel/network.ts`. */
export const networkRecord = {
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

const allZero = <F extends Fields>(fields: F) =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, 0])) as Record<keyof F, number>;

/** Records with 0 in every field. */
export const noLayer = allZero(layerRecord);
export const noNetwork = allZero(networkRecord);

/** Bytes in a record. A test compares them with the sizes that the kernel reports. */
export const layerBytes = recordBytes(layerRecord);
export const networkBytes = recordBytes(networkRecord);

/** The fields of `networkRecord` that choose the activations. */
export const activationFields = ({ gateActivation, activation }: NetworkShape) => ({
  hardGates: gateActivation === 'hardSigmoid' ? 1 : 0,
  relu: activation === 'relu' ? 1 : 0,
});
