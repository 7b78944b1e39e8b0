import { pageBytes } from './web-assembly.ts';

/** How many pages a memory of at least `bytes` bytes has. */
export const pagesFor = (bytes: number): number => Math.ceil(bytes / pageBytes);
