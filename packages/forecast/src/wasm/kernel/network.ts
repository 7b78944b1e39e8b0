/**
 * The records that describe the memory. The caller lays out the memory and writes these records; the kernel only
 * follows their pointers. `../memory/kernel-records.ts` lists the same fields in the same order, and the kernel reports
 * their sizes.
 *
 * A slope is the derivative of the loss with respect to a value. A panel is eight windows of the batch that are
 * computed at the same time. In arrays written [a][b][8] the last index is the lane. Matrices are stored in blocks of
 * six rows, [row / 6][column][row % 6]. A rank is the number of a thread. Each rank has its own arrays for its current
 * panel; all ranks share the weights.
 */
@unmanaged
export class Layer {
  /** How many cells the layer has. */
  units: usize;
  /** Rows of a step that have a weight: hidden state, inputs, a row of ones for the bias, padding to an even number. */
  height: usize;
  /** `height` rounded up to a multiple of six: the distance of two steps in `rows` and of two blocks in `weights`. */
  stride: usize;
  /** How many rows need slopes: the hidden state, and the inputs unless this is the first layer. */
  sloped: usize;
  /** How many inputs. */
  inputs: usize;
  /** How many blocks of six gates there are. The order is input, forget, candidate and output of each unit. */
  blocks: usize;
  /** [block][row][6]. */
  weights: usize;
  /** The weights transposed, with the rows in blocks of six: [row / 6][gate][row % 6]. */
  transposed: usize;
  /** [step][row][8]: the factors of the gates' weights. */
  rows: usize;
  /** [step + 1][unit][6][8]: the four gates, the cell and its activation; step 0 stays zero. */
  trace: usize;
  /** [step][unit][8]: slopes of the hidden state from the layer above. Unused in the top layer. */
  above: usize;
  /** [row][8]: slopes of the rows in the current step. */
  below: usize;
  /** [unit][8]: slopes of the cells. */
  cells: usize;
  /**
   * [gate][8]: for the current step, the sums of the gates in the forward pass, and their slopes in the backward pass.
   */
  gates: usize;
  /** [block][step][6][8]: slopes of the gates in all steps. */
  slopes: usize;
  /** Bytes from one block to the next in `slopes`. */
  slopesPitch: usize;
  /** [input][8]: factors of the inputs, or 0 without dropout. */
  inputMask: usize;
  /** [unit][8]: factors of the hidden state that feeds the next step, or 0 without recurrent dropout. */
  recurrentMask: usize;
  /** The index of a window's first random number for each mask. */
  inputDraw: usize;
  recurrentDraw: usize;
}

@unmanaged
export class Network {
  /**
   * For Adam: the rate, the largest norm of a gradient (0 means no limit), and the decays to the power of the steps so
   * far.
   */
  learningRate: f64;
  clipNorm: f64;
  firstPower: f64;
  secondPower: f64;
  /** For the batch's update: the rate with the bias corrections, and the factor of the clipping. */
  step: f32;
  factor: f32;
  /** [rank][layer]. */
  layers: usize;
  layerCount: usize;
  /** How many steps a window has. */
  window: usize;
  features: usize;
  outputs: usize;
  /** 1 if the activation of the gates is the hard sigmoid. */
  hardGates: usize;
  /** 1 if the activation of the cells is ReLU. */
  relu: usize;
  /** 0 squared, 1 absolute, 2 Huber, 3 pinball. */
  loss: usize;
  /** The error at which Huber's loss turns from squared to absolute. */
  delta: f32;
  /**
   * How many floats `parameters` has: the weights of the layers and of the dense head, padded to a multiple of four.
   */
  size: usize;
  parameters: usize;
  /** [shard][in the order of parameters]. */
  gradients: usize;
  /** Adam's means of the slopes and of their squares. */
  first: usize;
  second: usize;
  /** [output][unit + 1], the last is the bias. Part of `parameters`. */
  dense: usize;
  /** [row][feature]. */
  data: usize;
  /** [row]. */
  targets: usize;
  /** The rows at which the windows start, in the order of training. */
  order: usize;
  /** How many windows there are, and how many a batch has. */
  windows: usize;
  batchSize: usize;
  /** [output]: how many rows after the window the target is. */
  steps: usize;
  /** [output]: the quantile, for the pinball loss. */
  quantiles: usize;
  /** [rank][unit][8]: the top layer's last hidden state. */
  top: usize;
  /** [rank][output][8]: the outputs, then their slopes. */
  output: usize;
  /** [shard]: the sum of losses, f64. */
  losses: usize;
  /** How many random numbers a window takes; the seed, the thresholds and the factors of the masks. */
  draws: usize;
  seed: usize;
  inputDrop: usize;
  recurrentDrop: usize;
  inputKeep: f32;
  recurrentKeep: f32;
  /** How many windows were trained on in earlier epochs. This epoch's random numbers start there. */
  earlier: usize;
}

// @ts-ignore: decorator
@inline
export function layerAt(net: Network, rank: usize, index: usize): Layer {
  return changetype<Layer>(net.layers + (rank * net.layerCount + index) * offsetof<Layer>());
}
