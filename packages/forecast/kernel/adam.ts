import { all } from './lanes';
import { Layer, Network, layerAt } from './network';

/** Sums the shards' gradients, in their order, into the first, and returns the sum of squares. */
export function sumShards(net: Network, shards: usize): f64 {
  const bytes = net.size * 4;
  const end = net.gradients + bytes;
  let squares = f64x2.splat(0);
  for (let at = net.gradients; at < end; at += 16) {
    let sum = v128.load(at);
    let other = at;
    for (let shard: usize = 1; shard < shards; shard++) {
      other += bytes;
      sum = f32x4.add(sum, v128.load(other));
    }
    v128.store(at, sum);
    const low = f64x2.promote_low_f32x4(sum);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(sum, sum, 2, 3, 2, 3));
    squares = f64x2.add(squares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  return f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
}

/**
 * One step of D. Kingma and J. Ba, "Adam", 2015, with the bias corrections folded into the rate as at the end of
 * their section 2, so that epsilon stands where Keras has it.
 */
export function adam(net: Network, shards: usize): void {
  const norm = Math.sqrt(sumShards(net, shards));
  net.firstPower *= 0.9;
  net.secondPower *= 0.999;
  const step = all(<f32>((net.learningRate * Math.sqrt(1 - net.secondPower)) / (1 - net.firstPower)));
  const factor = all(net.clipNorm > 0 && norm > net.clipNorm ? <f32>(net.clipNorm / norm) : 1);
  const bytes = net.size * 4;
  for (let i: usize = 0; i < bytes; i += 16) {
    const slope = f32x4.mul(v128.load(net.gradients + i), factor);
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

/** Lays the layers' weights out anew for the backward pass. */
export function transpose(net: Network): void {
  for (let index: usize = 0; index < net.layerCount; index++) {
    const layer = layerAt(net, index);
    for (let unit: usize = 0; unit < layer.units; unit++) {
      for (let row: usize = 0; row < layer.sloped; row += 4) block(layer, unit, row);
    }
  }
}

// @ts-ignore: decorator
@inline
function block(layer: Layer, unit: usize, row: usize): void {
  const from = layer.weights + (unit * layer.stride + row) * 16;
  const to = layer.transposed + (row * layer.units + unit * 4) * 16;
  const a = v128.load(from);
  const b = v128.load(from, 16);
  const c = v128.load(from, 32);
  const d = v128.load(from, 48);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 16);
  v128.store(to, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5), 32);
  v128.store(to, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7), 48);
}
