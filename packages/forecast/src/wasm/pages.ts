import { pageBytes } from './web-assembly.ts';

/** Pages of a memory of at least `bytes` bytes. */
export const pagesFor = (bytes: number): number => Math.ceil(bytes / pageBytes);
