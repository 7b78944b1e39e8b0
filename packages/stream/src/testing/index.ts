export type { ContractCase } from './contract-case.ts';
export { sinkContract } from './sink-contract.ts';
export type { SinkUnderTest } from './sink-contract.ts';
