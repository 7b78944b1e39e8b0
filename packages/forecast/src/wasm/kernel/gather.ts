import { laneCount, rowBytes } from './lanes';
import { Network, layerAt } from './network';

/** Copies the inputs of a panel's windows into the rows of the first layer. Windows beyond `count` get zeros. */
export function gather(net: Network, rank: usize, panel: usize, first: usize, count: usize): void {
  const layer = layerAt(net, rank, 0);
  const features = net.features;
  const pitch = layer.stride * rowBytes;
  const inputs = layer.rows + layer.units * rowBytes;
  for (let lane: usize = 0; lane < laneCount; lane++) {
    const place = panel * laneCount + lane;
    const real = place < count;
    let source = real ? net.data + <usize>load<u32>(net.order + ((first + place) << 2)) * features * 4 : 0;
    let at = inputs + (lane << 2);
    for (let t: usize = 0; t < net.window; t++) {
      for (let f: usize = 0; f < features; f++) {
        store<f32>(at + f * rowBytes, real ? load<f32>(source) : 0);
        source += 4;
      }
      at += pitch;
    }
  }
  if (layer.inputMask === 0) return;
  let at = inputs;
  for (let t: usize = 0; t < net.window; t++) {
    for (let i: usize = 0; i < features * rowBytes; i += 16) {
      v128.store(at + i, f32x4.mul(v128.load(at + i), v128.load(layer.inputMask + i)));
    }
    at += pitch;
  }
}
