import type { Browser, Page } from '@penstock/browser';

/** The longest task of the page's main thread, in milliseconds. */
export interface LongestTask {
  /** From its start to its end, including the time that the operating system gave to other programs. */
  readonly wall: number;
  /** The processor time that it took. */
  readonly processor: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** How long to record after a gesture: the page puts off some of its work. */
const restMs = 300;

/** Records what Chromium runs while `gesture` is made, and returns the longest task of the page's main thread. */
export const longestTask = async (browser: Browser, page: Page, gesture: () => Promise<void>): Promise<LongestTask> => {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await gesture();
  await page.waitForTimeout(restMs);
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}:${tid}`;
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map((event) => threadOf(event)),
  );
  const tasks = traceEvents.filter(
    (event) => event.name === 'ThreadControllerImpl::RunTask' && event.ph === 'X' && mains.has(threadOf(event)),
  );
  if (tasks.length === 0) throw new Error('Expected tasks of the main thread in the trace of Chromium; got none.');
  return {
    wall: Math.max(...tasks.map(({ dur = 0 }) => dur)) / 1_000,
    processor: Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000,
  };
};
