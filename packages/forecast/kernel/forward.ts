import { ROW, all, hardSigmoid, madd, relu, sigmoid, tanh } from './lanes';
import { Layer, Network, layerAt } from './network';

/** Bytes of one unit of a trace: six rows. */
export const TRACE: usize = 6 * ROW;

/** Runs the panels `from` to `to` through all layers. */
export function forward(net: Network, from: usize, to: usize): void {
  for (let index: usize = 0; index < net.layerCount; index++) {
    const layer = layerAt(net, index);
    const upper = index + 1 < net.layerCount ? layerAt(net, index + 1) : changetype<Layer>(0);
    for (let t: usize = 0; t < net.window; t++) {
      for (let unit: usize = 0; unit < layer.units; unit++) {
        for (let panel = from; panel < to; panel++) cell(net, layer, upper, t, unit, panel);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function cell(net: Network, layer: Layer, upper: Layer, t: usize, unit: usize, panel: usize): void {
  const stride = layer.stride;
  let rows = layer.rows + (panel * net.window + t) * stride * ROW;
  let weights = layer.weights + unit * stride * 16;
  const end = rows + layer.height * ROW;
  let i0 = all(0), i1 = all(0), f0 = all(0), f1 = all(0), g0 = all(0), g1 = all(0), o0 = all(0), o1 = all(0);
  while (rows < end) {
    let a = v128.load(rows);
    let b = v128.load(rows, 16);
    let w = v128.load_splat<f32>(weights);
    i0 = madd(w, a, i0);
    i1 = madd(w, b, i1);
    w = v128.load_splat<f32>(weights, 4);
    f0 = madd(w, a, f0);
    f1 = madd(w, b, f1);
    w = v128.load_splat<f32>(weights, 8);
    g0 = madd(w, a, g0);
    g1 = madd(w, b, g1);
    w = v128.load_splat<f32>(weights, 12);
    o0 = madd(w, a, o0);
    o1 = madd(w, b, o1);
    a = v128.load(rows, 32);
    b = v128.load(rows, 48);
    w = v128.load_splat<f32>(weights, 16);
    i0 = madd(w, a, i0);
    i1 = madd(w, b, i1);
    w = v128.load_splat<f32>(weights, 20);
    f0 = madd(w, a, f0);
    f1 = madd(w, b, f1);
    w = v128.load_splat<f32>(weights, 24);
    g0 = madd(w, a, g0);
    g1 = madd(w, b, g1);
    w = v128.load_splat<f32>(weights, 28);
    o0 = madd(w, a, o0);
    o1 = madd(w, b, o1);
    rows += 2 * ROW;
    weights += 32;
  }
  const before = layer.trace + ((panel * (net.window + 1) + t) * layer.units + unit) * TRACE;
  const now = before + layer.units * TRACE;
  const h0 = state(net, before, now, i0, f0, g0, o0);
  const h1 = state(net, before + 16, now + 16, i1, f1, g1, o1);
  const lane = unit * ROW;
  if (t + 1 < net.window) {
    const next = layer.rows + (panel * net.window + t + 1) * stride * ROW + lane;
    keep(next, layer.recurrentMask, panel * layer.units * ROW + lane, h0, h1);
  }
  if (changetype<usize>(upper) !== 0) {
    const next = upper.rows + ((panel * net.window + t) * upper.stride + upper.units) * ROW + lane;
    keep(next, upper.inputMask, panel * layer.units * ROW + lane, h0, h1);
  } else if (t + 1 === net.window) {
    keep(net.top + panel * layer.units * ROW + lane, 0, 0, h0, h1);
  }
}

/** Stores a row, multiplied by its mask if there is one. */
// @ts-ignore: decorator
@inline
function keep(at: usize, mask: usize, offset: usize, a: v128, b: v128): void {
  if (mask !== 0) {
    v128.store(at, f32x4.mul(a, v128.load(mask + offset)));
    v128.store(at, f32x4.mul(b, v128.load(mask + offset, 16)), 16);
  } else {
    v128.store(at, a);
    v128.store(at, b, 16);
  }
}

/** Four lanes of one cell: from the gates' sums to the hidden state, leaving its trace. */
// @ts-ignore: decorator
@inline
function state(net: Network, before: usize, now: usize, i: v128, f: v128, g: v128, o: v128): v128 {
  i = gate(net, i);
  f = gate(net, f);
  o = gate(net, o);
  g = activate(net, g);
  const c = madd(f, v128.load(before, 4 * ROW), f32x4.mul(i, g));
  const a = activate(net, c);
  v128.store(now, i);
  v128.store(now, f, ROW);
  v128.store(now, g, 2 * ROW);
  v128.store(now, o, 3 * ROW);
  v128.store(now, c, 4 * ROW);
  v128.store(now, a, 5 * ROW);
  return f32x4.mul(o, a);
}

/** As `state`, with no trace but the cell, which is stored at `now`. */
// @ts-ignore: decorator
@inline
export function cellState(net: Network, before: v128, i: v128, f: v128, g: v128, o: v128, now: usize): v128 {
  const c = madd(gate(net, f), before, f32x4.mul(gate(net, i), activate(net, g)));
  v128.store(now, c);
  return f32x4.mul(gate(net, o), activate(net, c));
}

// @ts-ignore: decorator
@inline
function gate(net: Network, x: v128): v128 {
  return net.hardGates ? hardSigmoid(x) : sigmoid(x);
}

// @ts-ignore: decorator
@inline
function activate(net: Network, x: v128): v128 {
  return net.relu ? relu(x) : tanh(x);
}
