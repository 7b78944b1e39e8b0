export { Batcher } from './batcher.ts';
export { batchingSink } from './batching-sink.ts';
export { Entries } from './batch.ts';
export type { Batch, Payload } from './batch.ts';
export type { BatchWrites } from './batcher.ts';
export type { BatchingOptions } from './batching-sink.ts';
export type { GatherSettings } from './batch-queue.ts';
export type { SinkBatch, SinkEnd, SinkWriter, Transactions, WriteContext, WriteOutcome } from './sink-writer.ts';
