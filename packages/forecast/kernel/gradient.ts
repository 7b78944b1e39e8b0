import { ROW, all, madd } from './lanes';
import { Layer, Network, layerAt } from './network';

/** Writes the slopes of all layers' weights, summed over the panels `from` to `to`, as those of `shard`. */
export function gradient(net: Network, shard: usize, from: usize, to: usize): void {
  for (let index: usize = 0; index < net.layerCount; index++) {
    const layer = layerAt(net, index);
    const at = layer.weights - net.parameters + net.gradients + shard * net.size * 4;
    for (let unit: usize = 0; unit < layer.units; unit++) {
      for (let row: usize = 0; row < layer.height; row += 2) {
        pair(net, layer, unit, row, from, to, at + (unit * layer.stride + row) * 16);
      }
    }
  }
}

/** The slopes of the four gates' weights to two rows: a lane each at first, added up at the end. */
// @ts-ignore: decorator
@inline
function pair(net: Network, layer: Layer, unit: usize, row: usize, from: usize, to: usize, at: usize): void {
  const pitch = layer.stride * ROW;
  const steps = net.window * 4 * ROW;
  let i0 = all(0), i1 = all(0), f0 = all(0), f1 = all(0), g0 = all(0), g1 = all(0), o0 = all(0), o1 = all(0);
  for (let panel = from; panel < to; panel++) {
    let slopes = layer.slopes + unit * layer.slopesPitch + panel * steps;
    let rows = layer.rows + panel * net.window * pitch + row * ROW;
    const end = slopes + steps;
    while (slopes < end) {
      let x = v128.load(rows);
      let y = v128.load(rows, 32);
      let s = v128.load(slopes);
      i0 = madd(s, x, i0);
      i1 = madd(s, y, i1);
      s = v128.load(slopes, 32);
      f0 = madd(s, x, f0);
      f1 = madd(s, y, f1);
      s = v128.load(slopes, 64);
      g0 = madd(s, x, g0);
      g1 = madd(s, y, g1);
      s = v128.load(slopes, 96);
      o0 = madd(s, x, o0);
      o1 = madd(s, y, o1);
      x = v128.load(rows, 16);
      y = v128.load(rows, 48);
      s = v128.load(slopes, 16);
      i0 = madd(s, x, i0);
      i1 = madd(s, y, i1);
      s = v128.load(slopes, 48);
      f0 = madd(s, x, f0);
      f1 = madd(s, y, f1);
      s = v128.load(slopes, 80);
      g0 = madd(s, x, g0);
      g1 = madd(s, y, g1);
      s = v128.load(slopes, 112);
      o0 = madd(s, x, o0);
      o1 = madd(s, y, o1);
      slopes += 4 * ROW;
      rows += pitch;
    }
  }
  v128.store(at, sums(i0, f0, g0, o0));
  v128.store(at, sums(i1, f1, g1, o1), 16);
}

/** The sums of the lanes of four vectors. */
// @ts-ignore: decorator
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
