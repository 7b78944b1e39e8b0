import type { TrainingTask } from '../../engine/engine.ts';
import type { Layout } from '../../engine/layout.ts';
import type { AddressSpace } from './address-space.ts';
import type { layerRecord } from './kernel-records.ts';
import type { Packing } from './pack.ts';
import { rowBytes } from './panels.ts';

/** The values of the kernel's `Layer` record. */
type LayerRecord = Readonly<Record<keyof typeof layerRecord, number>>;

/** The layers of a training. */
interface TrainingLayers {
  /** [rank][layer]. */
  readonly records: readonly LayerRecord[];
  /** How many random numbers the dropout masks of one window take. */
  readonly draws: number;
}

/**
 * Lays out the layers of a training with `ranks` threads. All threads share the weights, whose packed array starts at
 * the address `parameters`. Each thread has its own arrays for the panel that it computes.
 */
export const trainingLayers = (
  { shape: { window }, dropout, recurrentDropout }: TrainingTask,
  layout: Layout,
  packing: Packing,
  space: AddressSpace,
  parameters: number,
  ranks: number,
): TrainingLayers => {
  const gatesBytes = packing.tile * rowBytes;
  let draws = 0;
  const drawsFor = (share: number, cells: number): number => {
    const first = draws;
    if (share > 0) draws += cells;
    return first;
  };
  const shared = layout.layers.map(({ inputs, units }, index) => {
    const { at, height, stride, blocks } = packing.layers[index]!;
    const pitch = window * gatesBytes;
    return {
      units,
      height,
      stride,
      sloped: index === 0 ? units : units + inputs,
      inputs,
      blocks,
      weights: parameters + at * 4,
      transposed: space.take(stride * blocks * packing.tile * 4),
      // If the pitch were a multiple of the page size, all blocks would compete for the same cache lines.
      slopesPitch: pitch % 4096 === 0 ? pitch + gatesBytes : pitch,
      inputDraw: drawsFor(dropout, inputs),
      recurrentDraw: drawsFor(recurrentDropout, units),
    };
  });
  const records = Array.from({ length: ranks }, () =>
    shared.map((layer, index) => {
      const { units, inputs, stride, blocks, slopesPitch } = layer;
      return {
        ...layer,
        rows: space.take(window * stride * rowBytes),
        trace: space.take((window + 1) * units * 6 * rowBytes),
        above: index + 1 === shared.length ? 0 : space.take(window * units * rowBytes),
        below: space.take(stride * rowBytes),
        cells: space.take(units * rowBytes),
        gates: space.take(blocks * gatesBytes),
        slopes: space.take(blocks * slopesPitch),
        inputMask: dropout > 0 ? space.take(inputs * rowBytes) : 0,
        recurrentMask: recurrentDropout > 0 ? space.take(units * rowBytes) : 0,
      };
    }),
  ).flat();
  return { records, draws };
};
