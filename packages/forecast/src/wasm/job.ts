import type { WasmMemory, WasmModule } from './web-assembly.ts';

/** What a worker needs to take part in a training. */
export interface Job {
  readonly module: WasmModule;
  /** Memory that all take part in; none where memory cannot be shared. */
  readonly memory: WasmMemory | undefined;
  /** What the memory holds, where it cannot be shared. */
  readonly image: ArrayBuffer | undefined;
  /** 0 leads; the others follow. */
  readonly rank: number;
  readonly ranks: number;
  /**
   * Addresses: the `Network` record, its field `earlier`, the order of windows, the weights, and five words to signal
   * with.
   */
  readonly network: number;
  readonly earlier: number;
  readonly order: number;
  readonly parameters: number;
  readonly signals: number;
  /** Floats of weights. */
  readonly size: number;
  readonly windows: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
}

/** What a worker tells. */
export type Report =
  | { readonly kind: 'epoch'; readonly epoch: number; readonly losses: number }
  | { readonly kind: 'done'; readonly weights: Float32Array<ArrayBuffer> | undefined }
  | { readonly kind: 'failed'; readonly reason: string };

/** What the kernel exports; `kernel/kernel.ts`. */
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
