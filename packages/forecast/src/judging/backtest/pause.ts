/** Lets other work of the thread run, such as what aborts the signal; rejects with the signal's reason. */
export const pause = async (signal: AbortSignal | undefined): Promise<void> => {
  await new Promise<void>((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
};
