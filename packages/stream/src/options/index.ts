/** The checks of options, for packages that must start without loading RxJS. */
export { checkOptions, pickOptions } from '../check-options.ts';
export type { OptionNames } from '../check-options.ts';
export { toMs } from '../duration.ts';
export type { Duration } from '../duration.ts';
