/** The text of `src/kernel/built.ts`. */
export function built(): Promise<string>;
