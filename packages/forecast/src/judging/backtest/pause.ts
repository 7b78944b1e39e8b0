/** Lets other work of the thread run, such as code that aborts the signal. Rejects with the signal's reason. */
export const pause = async (signal: AbortSignal | undefined): Promise<void> => {
  await new Promise<void>((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
};
