/** Returns the text of `built.ts`. */
export function built(): Promise<string>;
