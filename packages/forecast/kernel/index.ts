import { adam, transpose } from './adam';
import { backward } from './backward';
import { masks } from './dropout';
import { forward } from './forward';
import { gather } from './gather';
import { gradient } from './gradient';
import { headBackward, headForward, losses } from './head';
import { LANES } from './lanes';
import { Layer, Network } from './network';

export { predict } from './predict';
export { transpose } from './adam';

/** Most parts that a batch is cut into; the cut depends on the batch alone, so that threads change no result. */
const MOST_SHARDS: usize = 8;

export function layerBytes(): usize {
  return offsetof<Layer>();
}

export function networkBytes(): usize {
  return offsetof<Network>();
}

// @ts-ignore: decorator
@inline
function panelsOf(count: usize): usize {
  return (count + LANES - 1) / LANES;
}

/** How many shards a batch of `count` windows has. */
export function shardsOf(count: usize): usize {
  return min(panelsOf(count), MOST_SHARDS);
}

/** Computes the gradients and losses of the shards `from` to `to` of the batch of `count` windows at place `first`. */
export function slopes(net: Network, from: usize, to: usize, first: usize, count: usize): void {
  const panels = panelsOf(count);
  const shards = shardsOf(count);
  const low = (from * panels) / shards;
  const high = (to * panels) / shards;
  masks(net, low, high, first);
  gather(net, low, high, first, count);
  forward(net, low, high);
  headForward(net, low, high);
  for (let shard = from; shard < to; shard++) {
    const a = (shard * panels) / shards;
    const b = ((shard + 1) * panels) / shards;
    store<f64>(net.losses + (shard << 3), losses(net, a, b, first, count));
    headBackward(net, shard, a, b);
  }
  backward(net, low, high);
  for (let shard = from; shard < to; shard++) {
    gradient(net, shard, (shard * panels) / shards, ((shard + 1) * panels) / shards);
  }
}

/** Takes Adam's step out of all shards' gradients, and returns the batch's sum of losses. */
export function update(net: Network, count: usize): f64 {
  const shards = shardsOf(count);
  let sum: f64 = 0;
  for (let shard: usize = 0; shard < shards; shard++) sum += load<f64>(net.losses + (shard << 3));
  adam(net, shards);
  transpose(net);
  return sum;
}

/** Trains on the windows from place `first` of the order on, up to `end`, batch by batch; returns the sum of losses. */
export function train(net: Network, first: usize, end: usize): f64 {
  let sum: f64 = 0;
  while (first < end) {
    const count = min(net.batchSize, net.windows - first);
    slopes(net, 0, shardsOf(count), first, count);
    sum += update(net, count);
    first += count;
  }
  return sum;
}
