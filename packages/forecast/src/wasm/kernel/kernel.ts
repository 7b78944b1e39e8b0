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

/**
 * The maximum number of shards that a batch is divided into. The division depends only on the batch, so the number of
 * threads does not change results.
 */
const mostShards: usize = 8;

export function layerBytes(): usize {
  return offsetof<Layer>();
}

export function networkBytes(): usize {
  return offsetof<Network>();
}

/** The first address that the caller may use. The kernel's constants are before it. */
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
 * Computes the gradients and losses of the shards `from` to `to`, as thread `rank`, for the batch of `count` windows
 * from place `first` on. It computes one panel after another, because the arrays of one panel fit into the processor's
 * cache.
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
 * Prepares the update after a batch of `count` windows, when all its slopes are computed. Returns the sum of its
 * losses.
 */
export function prepare(net: Network, count: usize): f64 {
  const shards = shardsOf(count);
  let sum: f64 = 0;
  for (let shard: usize = 0; shard < shards; shard++) sum += load<f64>(net.losses + (shard << 3));
  step(net, shards);
  return sum;
}

/** Takes Adam's step for the share of the weights that belongs to thread `rank`. */
export function update(net: Network, rank: usize, ranks: usize, count: usize): void {
  share(net, rank, ranks, shardsOf(count));
}

/** Prepares the weights for the first batch. */
export function transpose(net: Network): void {
  for (let index: usize = 0; index < net.layerCount; index++) {
    const layer = layerAt(net, 0, index);
    for (let block: usize = 0; block < layer.blocks; block++) transposeBlock(layer, block);
  }
}

/** Trains on the windows from place `first` of the order up to `end`, batch by batch. Returns the sum of losses. */
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
