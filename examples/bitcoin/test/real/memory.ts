import { readFile } from 'node:fs/promises';
import type { Page } from '@penstock/browser';

const bytesPerMb = 2 ** 20;

/**
 * Environment variables that make a Node program collect its garbage every `every` milliseconds and add a line to
 * `file`: its resident memory and its used heap, in bytes.
 */
export const measuringMemory = (file: string, every: number): NodeJS.ProcessEnv => {
  const program = `
    import { appendFileSync } from 'node:fs';
    import { setFlagsFromString } from 'node:v8';
    import { runInNewContext } from 'node:vm';
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    setInterval(() => {
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      appendFileSync(${JSON.stringify(file)}, rss + ' ' + heapUsed + '\\n');
    }, ${every}).unref();`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}` };
};

/** Reads the file of a program that ran with {@link measuringMemory}; in MB. */
export const readMemory = async (
  file: string,
): Promise<{ readonly resident: readonly number[]; readonly heap: readonly number[] }> => {
  const rows = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const columns = rows.map((row) => row.split(' ').map((bytes) => Number(bytes) / bytesPerMb));
  return { resident: columns.map(([resident]) => resident!), heap: columns.map(([, heap]) => heap!) };
};

/** Collects the garbage of a page every `every` milliseconds and measures its used heap in MB, until `stop`. */
export const watchPageHeap = async (
  page: Page,
  every: number,
): Promise<{ readonly heap: readonly number[]; stop(): Promise<void> }> => {
  const devTools = await page.context().newCDPSession(page);
  const heap: number[] = [];
  const measure = async (): Promise<void> => {
    await devTools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devTools.send('Runtime.getHeapUsage');
    heap.push(usedSize / bytesPerMb);
  };
  let measuring: Promise<void> | undefined;
  const timer = setInterval(() => (measuring ??= measure().finally(() => (measuring = undefined))), every);
  return {
    heap,
    async stop() {
      clearInterval(timer);
      await measuring;
    },
  };
};

/** The median of some values. */
export const medianOf = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
