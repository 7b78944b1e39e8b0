import { traceBytes } from './forward';
import { rowBytes, tileRows, all, madd, one } from './lanes';
import { Layer, Network, layerAt } from './network';
import { product } from './product';

/** Runs the slopes of the current panel back through all layers. The head has written the slopes of the top layer. */
export function backward(net: Network, rank: usize): void {
  for (let index = net.layerCount; index-- > 0; ) {
    const layer = layerAt(net, rank, index);
    const lower = index > 0 ? layerAt(net, rank, index - 1) : changetype<Layer>(0);
    const top = index + 1 === net.layerCount;
    const blocks = (layer.sloped + tileRows - 1) / tileRows;
    memory.fill(layer.cells, 0, layer.units * rowBytes);
    if (!top) memory.fill(layer.below, 0, layer.units * rowBytes);
    for (let t = net.window; t-- > 0; ) {
      cells(net, layer, top, t);
      if (t === 0 && index === 0) break;
      const stride = layer.blocks * tileRows * tileRows * 4;
      product(layer.transposed, blocks, stride, layer.gates, layer.units * 4, layer.below);
      handDown(net, layer, lower, t);
    }
  }
}

/** Computes the slopes of the four gates of all cells. */
function cells(net: Network, layer: Layer, top: boolean, t: usize): void {
  const units = layer.units;
  const pitch = units * traceBytes;
  let now = layer.trace + (t + 1) * pitch;
  let above: usize = top ? 0 : layer.above + t * units * rowBytes;
  let gates = layer.gates;
  let slopes = layer.slopes + t * tileRows * rowBytes;
  let pair: usize = 0;
  for (let lane: usize = 0; lane < units * rowBytes; lane += rowBytes) {
    // A block of six gates holds three pairs, so the two pairs of a unit may be in two blocks.
    const first = slopes + pair;
    pair += 2 * rowBytes;
    if (pair === tileRows * rowBytes) {
      pair = 0;
      slopes += layer.slopesPitch;
    }
    const second = slopes + pair;
    pair += 2 * rowBytes;
    if (pair === tileRows * rowBytes) {
      pair = 0;
      slopes += layer.slopesPitch;
    }
    lanes(net, now - pitch, now, layer.below + lane, above, layer.cells + lane, gates, first, second);
    lanes(
      net, now - pitch + 16, now + 16, layer.below + lane + 16, top ? 0 : above + 16, layer.cells + lane + 16,
      gates + 16, first + 16, second + 16,
    );
    now += traceBytes;
    gates += 4 * rowBytes;
    if (!top) above += rowBytes;
  }
}

// @ts-ignore: decorator
@inline
function lanes(
  net: Network, before: usize, now: usize, hidden: usize, above: usize, cells: usize, gates: usize,
  first: usize, second: usize,
): void {
  const i = v128.load(now);
  const f = v128.load(now, rowBytes);
  const g = v128.load(now, 2 * rowBytes);
  const o = v128.load(now, 3 * rowBytes);
  const a = v128.load(now, 5 * rowBytes);
  let h = v128.load(hidden);
  if (above !== 0) h = f32x4.add(h, v128.load(above));
  const c = madd(f32x4.mul(h, o), cellSlope(net, a), v128.load(cells));
  const di = f32x4.mul(f32x4.mul(c, g), gateSlope(net, i));
  const df = f32x4.mul(f32x4.mul(c, v128.load(before, 4 * rowBytes)), gateSlope(net, f));
  const dg = f32x4.mul(f32x4.mul(c, i), cellSlope(net, g));
  const dO = f32x4.mul(f32x4.mul(h, a), gateSlope(net, o));
  v128.store(cells, f32x4.mul(c, f));
  v128.store(gates, di);
  v128.store(gates, df, rowBytes);
  v128.store(gates, dg, 2 * rowBytes);
  v128.store(gates, dO, 3 * rowBytes);
  v128.store(first, di);
  v128.store(first, df, rowBytes);
  v128.store(second, dg);
  v128.store(second, dO, rowBytes);
}

/** The derivative of a gate's activation whose output is `y`. */
// @ts-ignore: decorator
@inline
function gateSlope(net: Network, y: v128): v128 {
  if (!net.hardGates) return f32x4.mul(y, f32x4.sub(one(), y));
  return v128.and(all(0.2), v128.and(f32x4.gt(y, all(0)), f32x4.lt(y, all(1))));
}

/** The derivative of a cell's activation whose output is `y`. */
// @ts-ignore: decorator
@inline
function cellSlope(net: Network, y: v128): v128 {
  if (net.relu) return v128.and(all(1), f32x4.gt(y, all(0)));
  return f32x4.sub(one(), f32x4.mul(y, y));
}

/** Multiplies the slopes by the masks of the forward pass, and copies those of the inputs to the layer below. */
// @ts-ignore: decorator
@inline
function handDown(net: Network, layer: Layer, lower: Layer, t: usize): void {
  const rows = layer.below;
  const hidden = layer.units * rowBytes;
  if (layer.recurrentMask !== 0) {
    const mask = layer.recurrentMask;
    for (let i: usize = 0; i < hidden; i += 16) {
      v128.store(rows + i, f32x4.mul(v128.load(rows + i), v128.load(mask + i)));
    }
  }
  if (changetype<usize>(lower) === 0) return;
  const inputs = layer.inputs * rowBytes;
  const above = lower.above + t * inputs;
  if (layer.inputMask === 0) {
    memory.copy(above, rows + hidden, inputs);
    return;
  }
  const mask = layer.inputMask;
  for (let i: usize = 0; i < inputs; i += 16) {
    v128.store(above + i, f32x4.mul(v128.load(rows + hidden + i), v128.load(mask + i)));
  }
}
