import { laneCount } from './lanes';
import { Network, layerAt } from './network';

/** Draws the masks of a panel. Each window has its own, independent of batches and threads. */
export function masks(net: Network, rank: usize, panel: usize, first: usize): void {
  if (net.draws === 0) return;
  const window = net.earlier + first + panel * laneCount;
  for (let index: usize = 0; index < net.layerCount; index++) {
    const layer = layerAt(net, rank, index);
    fill(net, layer.inputMask, layer.inputs, layer.inputDraw, net.inputDrop, net.inputKeep, window);
    fill(net, layer.recurrentMask, layer.units, layer.recurrentDraw, net.recurrentDrop, net.recurrentKeep, window);
  }
}

function fill(net: Network, mask: usize, rows: usize, draw: usize, drop: usize, keep: f32, window: usize): void {
  if (mask === 0) return;
  for (let row: usize = 0; row < rows; row++) {
    for (let lane: usize = 0; lane < laneCount; lane++) {
      store<f32>(mask, bitsAt(net.seed, (window + lane) * net.draws + draw + row) >= <u32>drop ? keep : 0);
      mask += 4;
    }
  }
}

/** The bits of random number `index`, as `bitsAt` of `src/engine/random.ts` computes them. */
// @ts-ignore: decorator
@inline
function bitsAt(seed: usize, index: usize): u32 {
  let bits = <u32>seed + (<u32>index + 1) * 0x9e3779b9;
  bits = (bits ^ (bits >>> 16)) * 0x85ebca6b;
  bits = (bits ^ (bits >>> 13)) * 0xc2b2ae35;
  return bits ^ (bits >>> 16);
}
