/**
 * The common part of the JavaScript sides of the `lstm` benchmark. The Python sides use lstm_work.py, which describes
 * the modes.
 */
import { createInterface } from 'node:readline';

const sizes = { s: [15, [10]], m: [60, [64]], l: [60, [128, 128]] };

const [, , size = 's', count = '1', mode = 'serve'] = process.argv;
export const threads = Number(count);
export const [window, layers] = sizes[size];
export const windows = mode === 'cold' ? 204 : 1800;
export const series = Float64Array.from({ length: windows + window }, (_, i) => 0.5 + 0.4 * Math.sin(i / 7));

const started = performance.now();
let imported = started;

/** Waits for the library, and measures the time of its import. */
export async function importing(library) {
  const loaded = await library();
  imported = performance.now();
  if (mode === 'import') {
    console.log((imported - started) / 1000);
    process.exit();
  }
  return loaded;
}

const processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/**
 * Answers requests. `train(epochs)` resolves with the wall-clock seconds of an epoch; `forecast` computes seven steps;
 * `epochs` is the number of epochs for one figure.
 */
export async function answer({ train, forecast, epochs }) {
  if (mode === 'first') {
    await train(1);
    console.log((performance.now() - imported) / 1000);
    return process.exit();
  }
  if (mode === 'cold') {
    await train(200);
    console.log(await forecast());
    return process.exit();
  }
  for await (const line of createInterface({ input: process.stdin })) {
    const used = processorSeconds();
    const asked = performance.now();
    if (line === 'epoch') {
      const seconds = await train(epochs[size]);
      console.log(seconds, (processorSeconds() - used) / epochs[size]);
    } else if (line === 'predict') {
      await forecast();
      console.log((performance.now() - asked) / 1000, processorSeconds() - used);
    } else {
      console.log(process.resourceUsage().maxRSS * 1024);
    }
  }
  process.exit();
}
