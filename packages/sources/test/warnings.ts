import { setImmediate } from 'node:timers/promises';

/** The warnings of the process while `run` runs, as `code: message`. */
export const warningsOf = async (run: () => Promise<unknown>): Promise<string[]> => {
  const seen: string[] = [];
  const listen = (warning: Error & { readonly code?: string }) => void seen.push(`${warning.code}: ${warning.message}`);
  process.on('warning', listen);
  try {
    await run();
    // Warnings are emitted in a later turn.
    await setImmediate();
  } finally {
    process.off('warning', listen);
  }
  return seen;
};
