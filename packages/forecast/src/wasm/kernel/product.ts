import { rowBytes, tileRows, all, madd } from './lanes';

/**
 * Multiplies a matrix by a panel. The matrix has `blocks` blocks of six rows, `pitch` bytes apart. The panel has
 * `height` rows at `rows`. For each block it writes six rows of the resulting panel, starting at `to`.
 *
 * Each turn of the loop adds one step of the sums. With two steps, the compiler would compute both in one sum at the
 * same time, and with twelve sums there is no register left for that.
 */
export function product(matrix: usize, blocks: usize, pitch: usize, rows: usize, height: usize, to: usize): void {
  const end = rows + height * rowBytes;
  for (let block: usize = 0; block < blocks; block++) {
    let weights = matrix;
    let a0 = all(0), a1 = all(0), b0 = all(0), b1 = all(0), c0 = all(0), c1 = all(0);
    let d0 = all(0), d1 = all(0), e0 = all(0), e1 = all(0), f0 = all(0), f1 = all(0);
    for (let row = rows; row < end; row += rowBytes) {
      const x = v128.load(row);
      const y = v128.load(row, 16);
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
      w = v128.load_splat<f32>(weights, 16);
      e0 = madd(w, x, e0);
      e1 = madd(w, y, e1);
      w = v128.load_splat<f32>(weights, 20);
      f0 = madd(w, x, f0);
      f1 = madd(w, y, f1);
      weights += tileRows * 4;
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, b0, 32);
    v128.store(to, b1, 48);
    v128.store(to, c0, 64);
    v128.store(to, c1, 80);
    v128.store(to, d0, 96);
    v128.store(to, d1, 112);
    v128.store(to, e0, 128);
    v128.store(to, e1, 144);
    v128.store(to, f0, 160);
    v128.store(to, f1, 176);
    matrix += pitch;
    to += tileRows * rowBytes;
  }
}
