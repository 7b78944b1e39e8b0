export type { ContractCase } from './contract-case.ts';
export { sinkContract } from './sink-contract.ts';
export type { SinkUnderTest } from './sink-contract.ts';
export { topicContract } from './topic-contract.ts';
export type { ContractRecord, ContractTopic } from './topic-contract.ts';
export { sourceContract } from './source-contract.ts';
export type { SourceUnderTest } from './source-contract.ts';
