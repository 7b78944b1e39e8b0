/** The error class by itself, for packages that must start without loading RxJS. */
export { PenstockError } from '../errors.ts';
