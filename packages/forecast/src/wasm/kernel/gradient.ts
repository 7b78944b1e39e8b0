import { rowBytes, tileRows, all, madd } from './lanes';
import { Layer, Network, layerAt } from './network';

/**
 * Writes the slopes of all layers' weights for the current panel to the gradient of `shard`; adds them if `more` is
 * true.
 */
export function gradient(net: Network, rank: usize, shard: usize, more: boolean): void {
  for (let index: usize = 0; index < net.layerCount; index++) {
    const layer = layerAt(net, rank, index);
    let to = layer.weights - net.parameters + net.gradients + shard * net.size * 4;
    let slopes = layer.slopes;
    for (let block: usize = 0; block < layer.blocks; block++) {
      columns(layer, net.window, slopes, to, more);
      to += layer.stride * tileRows * 4;
      slopes += layer.slopesPitch;
    }
  }
}

/**
 * Computes the slopes of a block's weights, for six gates and two rows at a time. Each lane has its own sum; the lanes
 * are added at the end.
 *
 * The halves of the lanes are the outer loop for the reason given in `product`.
 */
function columns(layer: Layer, window: usize, slopes: usize, to: usize, more: boolean): void {
  const pitch = layer.stride * rowBytes;
  const length = window * tileRows * rowBytes;
  const end = layer.rows + layer.height * rowBytes;
  for (let rows = layer.rows; rows < end; rows += 2 * rowBytes) {
    let a0 = all(0), b0 = all(0), c0 = all(0), d0 = all(0), e0 = all(0), f0 = all(0);
    let a1 = all(0), b1 = all(0), c1 = all(0), d1 = all(0), e1 = all(0), f1 = all(0);
    for (let half: usize = 0; half < rowBytes; half += 16) {
      let row = rows + half;
      let slope = slopes + half;
      const last = slope + length;
      while (slope < last) {
        const x = v128.load(row);
        const y = v128.load(row, rowBytes);
        let s = v128.load(slope);
        a0 = madd(s, x, a0);
        a1 = madd(s, y, a1);
        s = v128.load(slope, rowBytes);
        b0 = madd(s, x, b0);
        b1 = madd(s, y, b1);
        s = v128.load(slope, 2 * rowBytes);
        c0 = madd(s, x, c0);
        c1 = madd(s, y, c1);
        s = v128.load(slope, 3 * rowBytes);
        d0 = madd(s, x, d0);
        d1 = madd(s, y, d1);
        s = v128.load(slope, 4 * rowBytes);
        e0 = madd(s, x, e0);
        e1 = madd(s, y, e1);
        s = v128.load(slope, 5 * rowBytes);
        f0 = madd(s, x, f0);
        f1 = madd(s, y, f1);
        slope += tileRows * rowBytes;
        row += pitch;
      }
    }
    put(to, sums(a0, b0, c0, d0), more);
    put(to + 16, sums(e0, f0, a1, b1), more);
    put(to + 32, sums(c1, d1, e1, f1), more);
    to += 2 * tileRows * 4;
  }
}

// @ts-ignore: decorator
@inline
function put(to: usize, sum: v128, more: boolean): void {
  v128.store(to, more ? f32x4.add(v128.load(to), sum) : sum);
}

/** The sums of the lanes of four vectors. */
// @ts-ignore: decorator
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
