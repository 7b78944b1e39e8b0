import type { TrainingAddresses } from './memory/training-memory.ts';
import type { WasmMemory, WasmModule } from './web-assembly.ts';

/** The data that a worker needs to take part in a training. */
export interface Job extends TrainingAddresses {
  readonly module: WasmModule;
  /** The memory that all workers of the training share; `undefined` if memory cannot be shared. */
  readonly memory: WasmMemory | undefined;
  /** The contents of the memory, if it cannot be shared. */
  readonly image: ArrayBuffer | undefined;
  /** Worker 0 leads, the others follow. */
  readonly rank: number;
  readonly ranks: number;
  /** How many floats the packed weights have. */
  readonly size: number;
  /** How many windows the training learns from. In `order`, the validation windows follow them. */
  readonly windows: number;
  /** How many validation windows there are, and how many epochs may pass without a lower validation loss. */
  readonly held: number;
  readonly patience: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
}

/** A message from a worker. */
export type Report =
  | { readonly kind: 'epoch'; readonly epoch: number; readonly losses: number; readonly held: number }
  | { readonly kind: 'done'; readonly weights: Float32Array<ArrayBuffer> | undefined }
  | { readonly kind: 'failed'; readonly reason: string };

/** The functions of the kernel, as exported by `kernel/kernel.ts`. All pointers are addresses in its memory. */
export interface KernelExports {
  free(): number;
  networkBytes(): number;
  layerBytes(): number;
  shardsOf(count: number): number;
  transpose(network: number): void;
  slopes(network: number, rank: number, from: number, to: number, first: number, count: number): void;
  prepare(network: number, count: number): number;
  update(network: number, rank: number, ranks: number, count: number): void;
  train(network: number, first: number, end: number): number;
  predict(network: number, input: number, output: number): void;
}
