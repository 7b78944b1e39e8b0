/** What the JavaScript sides of the `lstm` benchmark have in common; the Python ones have it in lstm_work.py. */
import { createInterface } from 'node:readline';

const SIZES = { s: [15, [10]], m: [60, [64]], l: [60, [128, 128]] };

const [, , size = 's', mode = '1'] = process.argv;
export const cold = mode === 'cold';
export const threads = cold ? 2 : Number(mode);
export const [window, layers] = SIZES[size];
export const windows = cold ? 204 : 1800;
export const series = Float64Array.from({ length: windows + window }, (_, i) => 0.5 + 0.4 * Math.sin(i / 7));
export const isSmall = size === 's';

const processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** `train(epochs)` resolves with the seconds of an epoch on the wall; `forecast` does seven steps. */
export async function answer({ train, forecast, epochs }) {
  if (cold) {
    await train(200);
    console.log(await forecast());
    return process.exit();
  }
  for await (const line of createInterface({ input: process.stdin })) {
    const used = processorSeconds();
    const started = performance.now();
    if (line === 'epoch') {
      const seconds = await train(epochs);
      console.log(seconds, (processorSeconds() - used) / epochs);
    } else if (line === 'predict') {
      await forecast();
      console.log((performance.now() - started) / 1000, processorSeconds() - used);
    } else {
      console.log(process.resourceUsage().maxRSS * 1024);
    }
  }
  process.exit();
}
