export { PenstockError } from './errors.ts';
export type { StreamErrorCode } from './errors.ts';
export type { Candle } from './candle.ts';
export type { Quote, TrailingOhlcv } from './quote.ts';
export type { Series } from './series.ts';
export { toCount, toMs } from './duration.ts';
export type { Duration } from './duration.ts';

export { Barrier } from './delivery/barrier.ts';
export { createFlow } from './delivery/create-flow.ts';
export { deadLetter } from './delivery/rejection.ts';
export { deliver } from './delivery/deliver.ts';
export { Delivery } from './delivery/delivery.ts';
export type { BarrierMark, BarrierReason } from './delivery/barrier.ts';
export type { FlowOptions } from './delivery/create-flow.ts';
export type { FlowOutput, FlowPort, LaneStart, RevokeOptions } from './delivery/flow-port.ts';
export type { DeadLetter, DeadLetterSink, RejectionPolicy } from './delivery/rejection.ts';
export type { DeliverOptions, Source } from './delivery/deliver.ts';
export type { DerivedInfo } from './delivery/derived-record.ts';
export type { Origin, RecordInfo } from './delivery/delivery.ts';
export type { Flow, FlowCounts, FlowOperator, FlowSource, Lane, Position, Receipt, Sink } from './delivery/flow.ts';
export type { SourceRecord } from './delivery/lane-record.ts';

export { batch } from './operators/batch.ts';
export { concatMapValue } from './operators/concat-map-value.ts';
export { filterValue } from './operators/filter-value.ts';
export { mapMany } from './operators/map-many.ts';
export { mapValue } from './operators/map-value.ts';
export { mergeMapValue } from './operators/merge-map-value.ts';
export { settle } from './operators/settle.ts';
export { tapValue } from './operators/tap-value.ts';
export { tee } from './operators/tee.ts';
export { toSink } from './operators/to-sink.ts';
export { values } from './operators/values.ts';
export type { BatchOptions } from './operators/batch.ts';
export type { ToSinkOptions, Write, WriteOutcome } from './operators/to-sink.ts';

export { run } from './run.ts';
export type { RunCounts, RunOptions } from './run.ts';

export { blobStateStore } from './state/blob-state-store.ts';
export { fileStore } from './state/file-store.ts';
export type { Blobs } from './state/blob-state-store.ts';
export type { KeyedChanges } from './state/keyed-changes.ts';
export type { Snapshots, StateStore } from './state/state-store.ts';
