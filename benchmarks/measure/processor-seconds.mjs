/** Runs `work`, and resolves with its result and the seconds of processor time that this process took for it. */
export const processorSeconds = async (work) => {
  globalThis.gc?.();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
};
