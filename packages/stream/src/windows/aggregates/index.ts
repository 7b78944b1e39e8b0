/** The aggregates, for packages that must start without loading RxJS. */
export { count } from './count.ts';
export { max } from './max.ts';
export { mean } from './mean.ts';
export { median } from './median.ts';
export { min } from './min.ts';
export { sum } from './sum.ts';
export type { Aggregate, ValueAggregate } from './aggregate.ts';
