import { tileRows, all } from './lanes';
import { Layer, Network, layerAt } from './network';

/** Four values of the gradient: the sums over all shards, added in the order of the shards. */
// @ts-ignore: decorator
@inline
function slopeAt(net: Network, offset: usize, shards: usize): v128 {
  let at = net.gradients + offset;
  let sum = v128.load(at);
  for (let shard: usize = 1; shard < shards; shard++) {
    at += net.size * 4;
    sum = f32x4.add(sum, v128.load(at));
  }
  return sum;
}

/** The sum of the squares of the gradient. */
function squares(net: Network, shards: usize): f64 {
  let sum = f64x2.splat(0);
  for (let offset: usize = 0; offset < net.size * 4; offset += 16) {
    const slope = slopeAt(net, offset, shards);
    const low = f64x2.promote_low_f32x4(slope);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(slope, slope, 2, 3, 2, 3));
    sum = f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Computes the values that are the same for all weights in this batch's step of Adam. */
export function prepare(net: Network, shards: usize): void {
  net.firstPower *= 0.9;
  net.secondPower *= 0.999;
  net.step = <f32>((net.learningRate * Math.sqrt(1 - net.secondPower)) / (1 - net.firstPower));
  net.factor = 1;
  if (net.clipNorm > 0) {
    const norm = Math.sqrt(squares(net, shards));
    if (norm > net.clipNorm) net.factor = <f32>(net.clipNorm / norm);
  }
}

/** Takes the step for one rank's share of the weights: blocks of each layer, and the dense head for rank 0. */
export function update(net: Network, rank: usize, ranks: usize, shards: usize): void {
  for (let index: usize = 0; index < net.layerCount; index++) {
    const layer = layerAt(net, 0, index);
    const bytes = layer.stride * tileRows * 4;
    const end = ((rank + 1) * layer.blocks) / ranks;
    for (let block = (rank * layer.blocks) / ranks; block < end; block++) {
      const at = layer.weights - net.parameters + block * bytes;
      adam(net, at, at + bytes, shards);
      transpose(layer, block);
    }
  }
  if (rank === 0) adam(net, net.dense - net.parameters, net.size * 4, shards);
}

/**
 * One step of D. Kingma and J. Ba, "Adam", 2015. The bias corrections are part of the rate, as at the end of their
 * section 2, so that epsilon is added where Keras adds it.
 */
function adam(net: Network, from: usize, to: usize, shards: usize): void {
  const step = all(net.step);
  const factor = all(net.factor);
  for (let i = from; i < to; i += 16) {
    const slope = f32x4.mul(slopeAt(net, i, shards), factor);
    let first = v128.load(net.first + i);
    let second = v128.load(net.second + i);
    first = f32x4.add(first, f32x4.mul(f32x4.sub(slope, first), all(0.1)));
    second = f32x4.add(second, f32x4.mul(f32x4.sub(f32x4.mul(slope, slope), second), all(0.001)));
    v128.store(net.first + i, first);
    v128.store(net.second + i, second);
    const move = f32x4.div(f32x4.mul(step, first), f32x4.add(f32x4.sqrt(second), all(1e-7)));
    v128.store(net.parameters + i, f32x4.sub(v128.load(net.parameters + i), move));
  }
}

/** Copies a block of weights into the order of the backward pass, in squares of six by six. */
export function transpose(layer: Layer, block: usize): void {
  const square = tileRows * tileRows * 4;
  let from = layer.weights + block * layer.stride * tileRows * 4;
  let to = layer.transposed + block * square;
  for (let row: usize = 0; row < layer.sloped; row += tileRows) {
    for (let i: usize = 0; i < tileRows; i++) {
      const source = from + i * 4;
      const line = to + i * tileRows * 4;
      store<f32>(line, load<f32>(source));
      store<f32>(line, load<f32>(source, 24), 4);
      store<f32>(line, load<f32>(source, 48), 8);
      store<f32>(line, load<f32>(source, 72), 12);
      store<f32>(line, load<f32>(source, 96), 16);
      store<f32>(line, load<f32>(source, 120), 20);
    }
    from += square;
    to += layer.blocks * square;
  }
}
