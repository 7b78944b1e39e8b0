import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PNG } from 'pngjs';

/** Size in pixels of the squares that are compared. A mean colour hides differences at the edges of letters. */
const square = 16;

/** Mean red, green and blue of each square of a picture, in rows. */
const squaresOf = ({ width, height, data }: PNG): ReadonlyArray<readonly number[]> => {
  const [columns, rows] = [Math.floor(width / square), Math.floor(height / square)];
  return Array.from({ length: columns * rows }, (_, i) => {
    const [left, top] = [(i % columns) * square, Math.floor(i / columns) * square];
    const sums = [0, 0, 0];
    for (let y = top; y < top + square; y += 1)
      for (let x = left; x < left + square; x += 1)
        for (let part = 0; part < 3; part += 1) sums[part]! += data[(y * width + x) * 4 + part]!;
    return sums.map((sum) => sum / square ** 2);
  });
};

/**
 * How much a picture differs from the kept one: the share (0 to 1) of squares whose colour differs by more than a
 * tenth. 1 where the sizes differ.
 *
 * With `PENSTOCK_SCREENSHOTS=write` the picture replaces the kept one.
 */
export const differenceFromKept = async (picture: Buffer, path: string): Promise<number> => {
  if (process.env['PENSTOCK_SCREENSHOTS'] === 'write') {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, picture);
  }
  const [kept, now] = [PNG.sync.read(await readFile(path)), PNG.sync.read(picture)];
  if (kept.width !== now.width || kept.height !== now.height) return 1;
  const [before, after] = [squaresOf(kept), squaresOf(now)];
  const off = before.filter((colour, i) => colour.some((part, j) => Math.abs(part - after[i]![j]!) > 25.5));
  return off.length / before.length;
};
