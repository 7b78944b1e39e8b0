/** The error class and `reasonText`, for packages that must start without loading RxJS. */
export { PenstockError } from '../errors.ts';
export { reasonText } from './reason-text.ts';
