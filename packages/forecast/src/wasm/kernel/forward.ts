import { rowBytes, tileRows, hardSigmoid, madd, relu, sigmoid, tanh } from './lanes';
import { Layer, Network, layerAt } from './network';
import { product } from './product';

/** Bytes of one unit in a trace: six rows. */
export const traceBytes: usize = 6 * rowBytes;

/** Runs the current panel through all layers. */
export function forward(net: Network, rank: usize): void {
  for (let index: usize = 0; index < net.layerCount; index++) {
    const layer = layerAt(net, rank, index);
    const upper = index + 1 < net.layerCount ? layerAt(net, rank, index + 1) : changetype<Layer>(0);
    const top = net.top + rank * layer.units * rowBytes;
    for (let t: usize = 0; t < net.window; t++) {
      const rows = layer.rows + t * layer.stride * rowBytes;
      product(layer.weights, layer.blocks, layer.stride * tileRows * 4, rows, layer.height, layer.gates);
      cells(net, layer, upper, top, t);
    }
  }
}

function cells(net: Network, layer: Layer, upper: Layer, top: usize, t: usize): void {
  const units = layer.units;
  const last = t + 1 === net.window;
  const next = last ? 0 : layer.rows + (t + 1) * layer.stride * rowBytes;
  const above = changetype<usize>(upper) === 0 ? 0 : upper.rows + (t * upper.stride + upper.units) * rowBytes;
  const pitch = units * traceBytes;
  let gates = layer.gates;
  let before = layer.trace + t * pitch;
  for (let lane: usize = 0; lane < units * rowBytes; lane += rowBytes) {
    const now = before + pitch;
    const h0 = state(net, before, now, gates);
    const h1 = state(net, before + 16, now + 16, gates + 16);
    if (!last) keep(next + lane, layer.recurrentMask, lane, h0, h1);
    if (above !== 0) keep(above + lane, upper.inputMask, lane, h0, h1);
    else if (last) keep(top + lane, 0, 0, h0, h1);
    gates += 4 * rowBytes;
    before += traceBytes;
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

/** Four lanes of one cell: computes the hidden state from the sums of the gates, and stores the trace. */
// @ts-ignore: decorator
@inline
function state(net: Network, before: usize, now: usize, gates: usize): v128 {
  const i = gate(net, v128.load(gates));
  const f = gate(net, v128.load(gates, rowBytes));
  const g = activate(net, v128.load(gates, 2 * rowBytes));
  const o = gate(net, v128.load(gates, 3 * rowBytes));
  const c = madd(f, v128.load(before, 4 * rowBytes), f32x4.mul(i, g));
  const a = activate(net, c);
  v128.store(now, i);
  v128.store(now, f, rowBytes);
  v128.store(now, g, 2 * rowBytes);
  v128.store(now, o, 3 * rowBytes);
  v128.store(now, c, 4 * rowBytes);
  v128.store(now, a, 5 * rowBytes);
  return f32x4.mul(o, a);
}

/** Computes the same as `state`. Of the trace it stores only the cell, at `now`. */
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
