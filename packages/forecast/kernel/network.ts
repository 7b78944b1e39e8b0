/**
 * Where everything lies. The caller lays out the memory and writes these records; the kernel only follows their
 * pointers. `src/kernel/memory.ts` writes the same fields in the same order, and the kernel tells their sizes.
 *
 * A panel is eight windows of the batch side by side. In arrays written [a][b][8] the last index is the lane.
 */
@unmanaged
export class Layer {
  /** Cells. */
  units: usize;
  /** Rows of a step that carry a weight: hidden state, inputs, a row of ones for the bias, padding to an even number. */
  height: usize;
  /** `height` rounded up to four: the distance of two panels in `rows` and of two units in `weights`. */
  stride: usize;
  /** Rows whose slopes are wanted: the hidden state, and the inputs unless this is the first layer. */
  sloped: usize;
  /** How many inputs. */
  inputs: usize;
  /** [unit][row][gate]; gates input, forget, candidate, output. */
  weights: usize;
  /** The same as [row / 4][unit][gate][row % 4]. */
  transposed: usize;
  /** [panel][step][row][8]: what the gates multiply. */
  rows: usize;
  /** [panel][step + 1][unit][6][8]: the four gates, the cell and its activation; step 0 stays zero. */
  trace: usize;
  /** [panel][step][unit][8]: slopes of the hidden state that come from the layer above; unused in the top layer. */
  above: usize;
  /** [panel][row][8]: slopes of the rows, of the step in hand. */
  below: usize;
  /** [panel][unit][8]: slopes of the cells. */
  cells: usize;
  /** [panel][unit][gate][8]: slopes of the gates, of the step in hand. */
  gates: usize;
  /** [unit][panel][step][gate][8]: slopes of the gates, of all steps. */
  slopes: usize;
  /** Bytes from one unit to the next in `slopes`. */
  slopesPitch: usize;
  /** [panel][input][8]: factors on the inputs, or 0 for no dropout. */
  inputMask: usize;
  /** [panel][unit][8]: factors on the hidden state as it comes back, or 0 for no recurrent dropout. */
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
  layers: usize;
  layerCount: usize;
  /** Steps of a window. */
  window: usize;
  /** Panels that there is room for. */
  panels: usize;
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
  /** [panel][unit][8]: the top layer's last hidden state. */
  top: usize;
  /** [panel][output][8]: outputs, and then their slopes. */
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
export function layerAt(net: Network, index: usize): Layer {
  return changetype<Layer>(net.layers + index * offsetof<Layer>());
}
