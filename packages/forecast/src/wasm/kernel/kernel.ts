import { prepare as step, transpose as transposeBlock, update as share } from './adam';
import { backward } from './backward';
import { masks } from './dropout';
import { forward } from './forward';
import { gather } from './gather';
import { gradient } from './gradient';
import { headBackward, headForward, losses } from './head';
import { laneCount } from './lanes';
import { Layer, Network, layerAt } from './network';

export { predict } from './predict';

/** Most parts that a batch is cut into; the cut depends on the batch alone, so that threads change no result. */
const mostShards: usize = 8;

export function layerBytes(): usize {
  return offsetof<Layer>();
}

export function networkBytes(): usize {
  return offsetof<Network>();
}

/** The first address that is the caller's: before it lie the kernel's constants. */
export function free(): usize {
  return __heap_base;
}

// @ts-ignore: decorator
@inline
function panelsOf(count: usize): usize {
  return (count + laneCount - 1) / laneCount;
}

/** How many shards a batch of `count` windows has. */
export function shardsOf(count: usize): usize {
  return min(panelsOf(count), mostShards);
}

/**
 * Computes, as the thread of that rank, the gradients and losses of the shards `from` to `to` of the batch of `count`
 * windows at place `first`: a panel after the other, whose arrays the processor's cache then holds.
 */
export function slopes(net: Network, rank: usize, from: usize, to: usize, first: usize, count: usize): void {
  const panels = panelsOf(count);
  const shards = shardsOf(count);
  for (let shard = from; shard < to; shard++) {
    const start = (shard * panels) / shards;
    const end = ((shard + 1) * panels) / shards;
    let sum: f64 = 0;
    for (let panel = start; panel < end; panel++) {
      masks(net, rank, panel, first);
      gather(net, rank, panel, first, count);
      forward(net, rank);
      headForward(net, rank);
      sum = losses(net, rank, panel, first, count, sum);
      headBackward(net, rank, shard, panel > start);
      backward(net, rank);
      gradient(net, rank, shard, panel > start);
    }
    store<f64>(net.losses + (shard << 3), sum);
  }
}

/**
 * Makes the update after a batch of `count` windows ready, once all its slopes are there; returns its sum of losses.
 */
export function prepare(net: Network, count: usize): f64 {
  const shards = shardsOf(count);
  let sum: f64 = 0;
  for (let shard: usize = 0; shard < shards; shard++) sum += load<f64>(net.losses + (shard << 3));
  step(net, shards);
  return sum;
}

/** Takes Adam's step for the share of the weights that the thread of that rank has. */
export function update(net: Network, rank: usize, ranks: usize, count: usize): void {
  share(net, rank, ranks, shardsOf(count));
}

/** Gets the weights ready for the first batch. */
export function transpose(net: Network): void {
  for (let index: usize = 0; index < net.layerCount; index++) {
    const layer = layerAt(net, 0, index);
    for (let block: usize = 0; block < layer.blocks; block++) transposeBlock(layer, block);
  }
}

/** Trains on the windows from place `first` of the order on, up to `end`, batch by batch; returns the sum of losses. */
export function train(net: Network, first: usize, end: usize): f64 {
  let sum: f64 = 0;
  while (first < end) {
    const count = min(net.batchSize, net.windows - first);
    slopes(net, 0, 0, shardsOf(count), first, count);
    sum += prepare(net, count);
    update(net, 0, 1, count);
    first += count;
  }
  return sum;
}
