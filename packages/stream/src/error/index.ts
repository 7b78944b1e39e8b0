/** The error class, and the text of what was thrown, for packages that must start without loading RxJS. */
export { PenstockError } from '../errors.ts';
export { reasonText } from './reason-text.ts';
