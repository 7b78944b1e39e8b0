/**
 * Where everything lies. The caller lays out the memory and writes these records; the kernel only follows their
 * pointers. `../memory/kernel-records.ts` lists the same fields in the same order, and the kernel tells their sizes.
 *
 * A panel is eight windows of the batch side by side. In arrays written [a][b][8] the last index is the lane. Matrices
 * lie in blocks of six rows, [row / 6][column][row % 6]. Every rank, which is a thread, has arrays of its own for the
 * panel in hand; the weights are everybody's.
 */
@unmanaged
export class Layer {
  /** Cells. */
  units: usize;
  /**
   * Rows of a step that carry a weight: hidden state, inputs, a row of ones for the bias, padding to an even number.
   */
  height: usize;
  /** `height` rounded up to six: the distance of two steps in `rows` and of two blocks in `weights`. */
  stride: usize;
  /** Rows whose slopes are wanted: the hidden state, and the inputs unless this is the first layer. */
  sloped: usize;
  /** How many inputs. */
  inputs: usize;
  /** Blocks of six gates: a unit's input, forget, candidate and output, and then the next unit's. */
  blocks: usize;
  /** [block][row][6]. */
  weights: usize;
  /** The same the other way round, the rows in blocks of six: [row / 6][gate][row % 6]. */
  transposed: usize;
  /** [step][row][8]: what the gates multiply. */
  rows: usize;
  /** [step + 1][unit][6][8]: the four gates, the cell and its activation; step 0 stays zero. */
  trace: usize;
  /** [step][unit][8]: slopes of the hidden state that come from the layer above; unused in the top layer. */
  above: usize;
  /** [row][8]: slopes of the rows, of the step in hand. */
  below: usize;
  /** [unit][8]: slopes of the cells. */
  cells: usize;
  /** [gate][8]: the gates' sums on the way forward and their slopes on the way back, of the step in hand. */
  gates: usize;
  /** [block][step][6][8]: slopes of the gates, of all steps. */
  slopes: usize;
  /** Bytes from one block to the next in `slopes`. */
  slopesPitch: usize;
  /** [input][8]: factors on the inputs, or 0 for no dropout. */
  inputMask: usize;
  /** [unit][8]: factors on the hidden state as it comes back, or 0 for no recurrent dropout. */
  recurrentMask: usize;
  /** A window's first draw for each mask. */
  inputDraw: usize;
  recurrentDraw: usize;
}

@unmanaged
export class Network {
  /** Adam's: the rate, the largest norm of a gradient (0: any), and the decays to the power of the steps so far. */
  learningRate: f64;
  clipNorm: f64;
  firstPower: f64;
  secondPower: f64;
  /** Of the batch's update: the rate with the bias corrections, and the clipping's factor. */
  step: f32;
  factor: f32;
  /** [rank][layer]. */
  layers: usize;
  layerCount: usize;
  /** Steps of a window. */
  window: usize;
  features: usize;
  outputs: usize;
  /** 1: the gates are hard sigmoid. */
  hardGates: usize;
  /** 1: the cells are ReLU. */
  relu: usize;
  /** 0 squared, 1 absolute, 2 Huber, 3 pinball. */
  loss: usize;
  /** Where Huber's loss turns from squared to absolute. */
  delta: f32;
  /** Floats in `parameters`: the layers' weights and the dense head's, padded to four. */
  size: usize;
  parameters: usize;
  /** [shard][as parameters]. */
  gradients: usize;
  /** Adam's means of slopes and of their squares. */
  first: usize;
  second: usize;
  /** [output][unit + 1], the last the bias; within `parameters`. */
  dense: usize;
  /** [row][feature]. */
  data: usize;
  /** [row]. */
  targets: usize;
  /** Rows at which the windows start, in the order of training. */
  order: usize;
  /** How many windows there are, and how many a batch takes. */
  windows: usize;
  batchSize: usize;
  /** Of each output: how many rows after the window its target lies. */
  steps: usize;
  /** Of each output: its quantile, for the pinball loss. */
  quantiles: usize;
  /** [rank][unit][8]: the top layer's last hidden state. */
  top: usize;
  /** [rank][output][8]: outputs, and then their slopes. */
  output: usize;
  /** Of each shard, its sum of losses: f64. */
  losses: usize;
  /** Draws of a window, and the seed and thresholds of the masks. */
  draws: usize;
  seed: usize;
  inputDrop: usize;
  recurrentDrop: usize;
  inputKeep: f32;
  recurrentKeep: f32;
  /** Windows trained on in earlier epochs: where this epoch's draws begin. */
  earlier: usize;
}

// @ts-ignore: decorator
@inline
export function layerAt(net: Network, rank: usize, index: usize): Layer {
  return changetype<Layer>(net.layers + (rank * net.layerCount + index) * offsetof<Layer>());
}
