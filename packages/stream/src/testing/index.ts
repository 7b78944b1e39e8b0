export type { ContractCase } from './contract-case.ts';
