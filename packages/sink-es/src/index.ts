export type { ElasticsearchErrorCode } from './errors.ts';
export type { ClientRequest, ClientRequestOptions, ElasticsearchClient } from './connection/client.ts';
export { toElasticsearch } from './bulk/to-elasticsearch.ts';
export type { ElasticsearchSink } from './bulk/to-elasticsearch.ts';
export type { BulkCounts } from './bulk/counts.ts';
export type { OpType, PerRecord, RetryOptions, RetryReport, ToElasticsearchOptions } from './bulk/options.ts';
