import { setImmediate } from 'node:timers/promises';

/** Returns the process warnings that `run` causes, as `code: message`. */
export const warningsOf = async (run: () => Promise<unknown>): Promise<string[]> => {
  const seen: string[] = [];
  const listen = (warning: Error & { readonly code?: string }) => void seen.push(`${warning.code}: ${warning.message}`);
  process.on('warning', listen);
  try {
    await run();
    // Node emits warnings in a later turn of the event loop.
    await setImmediate();
  } finally {
    process.off('warning', listen);
  }
  return seen;
};
