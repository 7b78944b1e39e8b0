import { TRACE } from './forward';
import { ROW, all, madd } from './lanes';
import { Layer, Network, layerAt } from './network';

/** Runs the slopes of the panels `from` to `to` back through all layers; the head has left its own in the top one. */
export function backward(net: Network, from: usize, to: usize): void {
  for (let index = net.layerCount; index-- > 0; ) {
    const layer = layerAt(net, index);
    const lower = index > 0 ? layerAt(net, index - 1) : changetype<Layer>(0);
    const top = index + 1 === net.layerCount;
    const bytes = layer.units * ROW;
    const rowBytes = layer.stride * ROW;
    memory.fill(layer.cells + from * bytes, 0, (to - from) * bytes);
    if (!top) memory.fill(layer.below + from * rowBytes, 0, (to - from) * rowBytes);
    for (let t = net.window; t-- > 0; ) {
      for (let panel = from; panel < to; panel++) {
        for (let unit: usize = 0; unit < layer.units; unit++) cell(net, layer, top, t, unit, panel);
      }
      if (t === 0 && index === 0) break;
      for (let block: usize = 0; block < layer.sloped; block += 4) {
        for (let panel = from; panel < to; panel++) rowSlopes(layer, block, panel);
      }
      for (let panel = from; panel < to; panel++) handDown(net, layer, lower, t, panel);
    }
  }
}

/** Slopes of the four gates of one cell, for the eight lanes of a panel. */
// @ts-ignore: decorator
@inline
function cell(net: Network, layer: Layer, top: boolean, t: usize, unit: usize, panel: usize): void {
  const before = layer.trace + ((panel * (net.window + 1) + t) * layer.units + unit) * TRACE;
  const now = before + layer.units * TRACE;
  const hidden = layer.below + (panel * layer.stride + unit) * ROW;
  const above: usize = top ? 0 : layer.above + ((panel * net.window + t) * layer.units + unit) * ROW;
  const cells = layer.cells + (panel * layer.units + unit) * ROW;
  const gates = layer.gates + (panel * layer.units + unit) * 4 * ROW;
  const slopes = layer.slopes + unit * layer.slopesPitch + (panel * net.window + t) * 4 * ROW;
  lanes(net, before, now, hidden, above, cells, gates, slopes);
  lanes(net, before + 16, now + 16, hidden + 16, above === 0 ? 0 : above + 16, cells + 16, gates + 16, slopes + 16);
}

// @ts-ignore: decorator
@inline
function lanes(
  net: Network, before: usize, now: usize, hidden: usize, above: usize, cells: usize, gates: usize, slopes: usize,
): void {
  const i = v128.load(now);
  const f = v128.load(now, ROW);
  const g = v128.load(now, 2 * ROW);
  const o = v128.load(now, 3 * ROW);
  const a = v128.load(now, 5 * ROW);
  let h = v128.load(hidden);
  if (above !== 0) h = f32x4.add(h, v128.load(above));
  const c = madd(f32x4.mul(h, o), cellSlope(net, a), v128.load(cells));
  const di = f32x4.mul(f32x4.mul(c, g), gateSlope(net, i));
  const df = f32x4.mul(f32x4.mul(c, v128.load(before, 4 * ROW)), gateSlope(net, f));
  const dg = f32x4.mul(f32x4.mul(c, i), cellSlope(net, g));
  const dO = f32x4.mul(f32x4.mul(h, a), gateSlope(net, o));
  v128.store(cells, f32x4.mul(c, f));
  v128.store(gates, di);
  v128.store(gates, df, ROW);
  v128.store(gates, dg, 2 * ROW);
  v128.store(gates, dO, 3 * ROW);
  v128.store(slopes, di);
  v128.store(slopes, df, ROW);
  v128.store(slopes, dg, 2 * ROW);
  v128.store(slopes, dO, 3 * ROW);
}

/** The gates' slope where they give `y`. */
// @ts-ignore: decorator
@inline
function gateSlope(net: Network, y: v128): v128 {
  if (!net.hardGates) return f32x4.mul(y, f32x4.sub(all(1), y));
  return v128.and(all(0.2), v128.and(f32x4.gt(y, all(0)), f32x4.lt(y, all(1))));
}

/** The cells' slope where they give `y`. */
// @ts-ignore: decorator
@inline
function cellSlope(net: Network, y: v128): v128 {
  if (net.relu) return v128.and(all(1), f32x4.gt(y, all(0)));
  return f32x4.sub(all(1), f32x4.mul(y, y));
}

/** Slopes of four rows of one panel, out of the slopes of all gates. */
// @ts-ignore: decorator
@inline
function rowSlopes(layer: Layer, block: usize, panel: usize): void {
  const gateRows = layer.units * 4;
  let weights = layer.transposed + block * gateRows * 4;
  let gates = layer.gates + panel * gateRows * ROW;
  const end = gates + gateRows * ROW;
  let a0 = all(0), a1 = all(0), b0 = all(0), b1 = all(0), c0 = all(0), c1 = all(0), d0 = all(0), d1 = all(0);
  while (gates < end) {
    let x = v128.load(gates);
    let y = v128.load(gates, 16);
    let w = v128.load_splat<f32>(weights);
    a0 = madd(w, x, a0);
    a1 = madd(w, y, a1);
    w = v128.load_splat<f32>(weights, 4);
    b0 = madd(w, x, b0);
    b1 = madd(w, y, b1);
    w = v128.load_splat<f32>(weights, 8);
    c0 = madd(w, x, c0);
    c1 = madd(w, y, c1);
    w = v128.load_splat<f32>(weights, 12);
    d0 = madd(w, x, d0);
    d1 = madd(w, y, d1);
    x = v128.load(gates, 32);
    y = v128.load(gates, 48);
    w = v128.load_splat<f32>(weights, 16);
    a0 = madd(w, x, a0);
    a1 = madd(w, y, a1);
    w = v128.load_splat<f32>(weights, 20);
    b0 = madd(w, x, b0);
    b1 = madd(w, y, b1);
    w = v128.load_splat<f32>(weights, 24);
    c0 = madd(w, x, c0);
    c1 = madd(w, y, c1);
    w = v128.load_splat<f32>(weights, 28);
    d0 = madd(w, x, d0);
    d1 = madd(w, y, d1);
    gates += 2 * ROW;
    weights += 32;
  }
  const at = layer.below + (panel * layer.stride + block) * ROW;
  v128.store(at, a0);
  v128.store(at, a1, 16);
  v128.store(at, b0, 32);
  v128.store(at, b1, 48);
  v128.store(at, c0, 64);
  v128.store(at, c1, 80);
  v128.store(at, d0, 96);
  v128.store(at, d1, 112);
}

/** Multiplies the slopes by the masks that the forward pass used, and gives those of the inputs to the layer below. */
// @ts-ignore: decorator
@inline
function handDown(net: Network, layer: Layer, lower: Layer, t: usize, panel: usize): void {
  const rows = layer.below + panel * layer.stride * ROW;
  const hidden = layer.units * ROW;
  if (layer.recurrentMask !== 0) {
    const mask = layer.recurrentMask + panel * hidden;
    for (let i: usize = 0; i < hidden; i += 16) {
      v128.store(rows + i, f32x4.mul(v128.load(rows + i), v128.load(mask + i)));
    }
  }
  if (changetype<usize>(lower) === 0) return;
  const inputs = layer.inputs * ROW;
  const above = lower.above + (panel * net.window + t) * inputs;
  if (layer.inputMask === 0) {
    memory.copy(above, rows + hidden, inputs);
    return;
  }
  const mask = layer.inputMask + panel * inputs;
  for (let i: usize = 0; i < inputs; i += 16) {
    v128.store(above + i, f32x4.mul(v128.load(rows + hidden + i), v128.load(mask + i)));
  }
}
