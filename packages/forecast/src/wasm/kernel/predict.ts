import { madd } from './lanes';
import { cellState } from './forward';
import { Layer, Network, layerAt } from './network';

/**
 * Computes the outputs for one window of inputs at `input`, [step][feature], and writes them to `output`.
 *
 * Here the lanes of vectors are gates and then cells, not windows. Every sum is in the order of `forward`, so that the
 * outputs are equal to the last bit. Of the layers it uses `weights` as [unit][row][gate], `rows` as [row], and `cells`
 * and `gates` as [unit rounded up to a multiple of 4].
 */
export function predict(net: Network, input: usize, output: usize): void {
  for (let index: usize = 0; index < net.layerCount; index++) {
    const layer = layerAt(net, 0, index);
    memory.fill(layer.rows, 0, layer.units * 4);
    memory.fill(layer.cells, 0, ((layer.units + 3) & ~3) << 2);
  }
  let hidden: usize = 0;
  for (let t: usize = 0; t < net.window; t++) {
    let inputs = input;
    for (let index: usize = 0; index < net.layerCount; index++) {
      const layer = layerAt(net, 0, index);
      memory.copy(layer.rows + (layer.units << 2), inputs, layer.inputs << 2);
      for (let unit: usize = 0; unit < layer.units; unit += 8) eightCells(net, layer, unit);
      hidden = layer.gates;
      memory.copy(layer.rows, hidden, layer.units << 2);
      inputs = hidden;
    }
    input += net.features << 2;
  }
  const units = layerAt(net, 0, net.layerCount - 1).units;
  for (let index: usize = 0; index < net.outputs; index++) {
    const weights = net.dense + index * (units + 1) * 4;
    let sum = v128.load_splat<f32>(weights + units * 4);
    for (let unit: usize = 0; unit < units; unit++) {
      sum = madd(v128.load_splat<f32>(weights + unit * 4), v128.load_splat<f32>(hidden + unit * 4), sum);
    }
    store<f32>(output + (index << 2), f32x4.extract_lane(sum, 0));
  }
}

// Computes eight cells at a time, so that a sum need not wait for the previous one. With four, half of the adders would
// be idle.
// @ts-ignore: decorator
@inline
function eightCells(net: Network, layer: Layer, unit: usize): void {
  const pitch = layer.stride * 16;
  const last = layer.weights + (layer.units - 1) * pitch;
  // Beyond the last cell, the last cell is computed again and the result is not used.
  let p0 = layer.weights + unit * pitch;
  let p1 = min(p0 + pitch, last);
  let p2 = min(p1 + pitch, last);
  let p3 = min(p2 + pitch, last);
  let p4 = min(p3 + pitch, last);
  let p5 = min(p4 + pitch, last);
  let p6 = min(p5 + pitch, last);
  let p7 = min(p6 + pitch, last);
  let rows = layer.rows;
  const end = rows + (layer.height << 2);
  let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
  let e = f32x4.splat(0), f = f32x4.splat(0), g = f32x4.splat(0), h = f32x4.splat(0);
  while (rows < end) {
    const x = v128.load_splat<f32>(rows);
    a = madd(v128.load(p0), x, a);
    b = madd(v128.load(p1), x, b);
    c = madd(v128.load(p2), x, c);
    d = madd(v128.load(p3), x, d);
    e = madd(v128.load(p4), x, e);
    f = madd(v128.load(p5), x, f);
    g = madd(v128.load(p6), x, g);
    h = madd(v128.load(p7), x, h);
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
    p4 += 16;
    p5 += 16;
    p6 += 16;
    p7 += 16;
    rows += 4;
  }
  fourCells(net, layer, unit, a, b, c, d);
  if (unit + 4 < layer.units) fourCells(net, layer, unit + 4, e, f, g, h);
}

/** Computes four cells, each from its sums of the gates [input, forget, candidate, output]. */
// @ts-ignore: decorator
@inline
function fourCells(net: Network, layer: Layer, unit: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  const cells = layer.cells + (unit << 2);
  const hidden = cellState(
    net,
    v128.load(cells),
    v128.shuffle<f32>(ab, cd, 0, 1, 4, 5),
    v128.shuffle<f32>(ab, cd, 2, 3, 6, 7),
    v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5),
    v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7),
    cells,
  );
  v128.store(layer.gates + (unit << 2), hidden);
}
