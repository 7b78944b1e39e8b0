export { batchingSink } from './batching-sink.ts';
export { Entries } from './batch.ts';
export { toJson } from '../to-json.ts';
export type { Batch, Payload } from './batch.ts';
export type { BatchingOptions } from './batching-sink.ts';
export type { SinkBatch, SinkEnd, SinkWriter, Transactions, WriteContext, WriteOutcome } from './sink-writer.ts';
