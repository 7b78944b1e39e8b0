import { laneCount, rowBytes, all, madd } from './lanes';
import { Network, layerAt } from './network';

/** Computes the dense head from the last hidden state of the top layer. */
export function headForward(net: Network, rank: usize): void {
  const units = layerAt(net, rank, net.layerCount - 1).units;
  for (let output: usize = 0; output < net.outputs; output++) {
    let weight = net.dense + output * (units + 1) * 4;
    let hidden = net.top + rank * units * rowBytes;
    let a = v128.load_splat<f32>(weight + units * 4);
    let b = a;
    for (let unit: usize = 0; unit < units; unit++) {
      const w = v128.load_splat<f32>(weight);
      a = madd(w, v128.load(hidden), a);
      b = madd(w, v128.load(hidden, 16), b);
      weight += 4;
      hidden += rowBytes;
    }
    const at = net.output + (rank * net.outputs + output) * rowBytes;
    v128.store(at, a);
    v128.store(at, b, 16);
  }
}

/**
 * Replaces the outputs of a panel by their slopes of the batch's mean loss, and returns `sum` plus their losses. Lanes
 * beyond `count` get no slope.
 */
export function losses(net: Network, rank: usize, panel: usize, first: usize, count: usize, sum: f64): f64 {
  const outputs = net.outputs;
  const share = <f32>1 / (<f32>count * <f32>outputs);
  for (let lane: usize = 0; lane < laneCount; lane++) {
    const place = panel * laneCount + lane;
    const real = place < count;
    const end = real ? <usize>load<u32>(net.order + ((first + place) << 2)) + net.window : 0;
    let at = net.output + rank * outputs * rowBytes + (lane << 2);
    for (let output: usize = 0; output < outputs; output++) {
      let slope: f32 = 0;
      if (real) {
        const target = load<f32>(net.targets + ((end + <usize>load<u32>(net.steps + (output << 2))) << 2));
        const error = load<f32>(at) - target;
        const size = abs<f32>(error);
        const sign: f32 = error > 0 ? 1 : error < 0 ? -1 : 0;
        if (net.loss === 0) {
          slope = 2 * error;
          sum += <f64>error * <f64>error;
        } else if (net.loss === 1) {
          slope = sign;
          sum += size;
        } else if (net.loss === 2) {
          const inside = size <= net.delta;
          slope = inside ? error : net.delta * sign;
          sum += inside ? 0.5 * <f64>error * <f64>error : <f64>net.delta * (<f64>size - 0.5 * <f64>net.delta);
        } else {
          const quantile = load<f32>(net.quantiles + (output << 2));
          slope = error > 0 ? 1 - quantile : error < 0 ? -quantile : 0;
          sum += <f64>slope * <f64>error;
        }
        // NaN has no sign, and must not count as a loss of 0.
        if (error !== error) slope = error;
      }
      store<f32>(at, slope * share);
      at += rowBytes;
    }
  }
  return sum;
}

/**
 * Computes the slopes of the head's weights for `shard`, and those of the top layer's last hidden state, where
 * `backward` starts.
 */
export function headBackward(net: Network, rank: usize, shard: usize, more: boolean): void {
  const top = layerAt(net, rank, net.layerCount - 1);
  const units = top.units;
  const row = (units + 1) * 4;
  const gradient = net.dense - net.parameters + net.gradients + shard * net.size * 4;
  const outputs = net.output + rank * net.outputs * rowBytes;
  const hidden = net.top + rank * units * rowBytes;
  for (let unit: usize = 0; unit <= units; unit++) {
    for (let output: usize = 0; output < net.outputs; output++) {
      const slopes = outputs + output * rowBytes;
      const state = hidden + unit * rowBytes;
      let a = f32x4.mul(v128.load(slopes), unit === units ? all(1) : v128.load(state));
      a = madd(v128.load(slopes, 16), unit === units ? all(1) : v128.load(state, 16), a);
      const even = f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 2);
      const sum = even + (f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 3));
      const at = gradient + output * row + unit * 4;
      store<f32>(at, more ? load<f32>(at) + sum : sum);
    }
  }
  for (let unit: usize = 0; unit < units; unit++) {
    let a = all(0), b = all(0);
    let slopes = outputs;
    let weight = net.dense + unit * 4;
    for (let output: usize = 0; output < net.outputs; output++) {
      const w = v128.load_splat<f32>(weight);
      a = madd(w, v128.load(slopes), a);
      b = madd(w, v128.load(slopes, 16), b);
      weight += row;
      slopes += rowBytes;
    }
    const at = top.below + unit * rowBytes;
    v128.store(at, a);
    v128.store(at, b, 16);
  }
}
