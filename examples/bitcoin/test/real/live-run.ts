import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { startChromium } from '@penstock/browser';
import { expect } from 'vitest';
import { tradeEvery } from '../../src/live/source/simulated-market.ts';
import { buildPage } from '../browser/built-page.ts';
import type { Ended, Program } from '../built-program.ts';
import { openLivePage } from './live-page.ts';
import type { LivePage } from './live-page.ts';
import { measuringMemory, readMemory, watchPageHeap } from './memory.ts';

/** Options of {@link startLiveRun}. */
export interface LiveRunOptions {
  readonly program: Program;
  /** Directory for files of the run. */
  readonly folder: string;
  readonly brokers: readonly string[];
  /** Address of Elasticsearch. */
  readonly node: string;
  /** How long it takes trades, such as `10m`. */
  readonly takeFor: string;
  /** How far back the run starts, in minutes. */
  readonly past: number;
}

/** A live run over real servers, with its page open in a browser. */
export interface LiveRun {
  /** `undefined` if there is no browser. */
  readonly page: LivePage | undefined;
  /** The file to which the run writes its counts. */
  readonly json: string;
  /** Resolves once all trades are in the store; the page is still served. */
  settled(): Promise<void>;
  /** Ends the program as Ctrl+C does. */
  end(): Promise<Ended>;
  /** Memory in MB, measured every two seconds after a garbage collection; none of the page if there is no browser. */
  memory(): Promise<Readonly<Record<'resident' | 'heap' | 'page', readonly number[]>>>;
  close(): Promise<void>;
}

/** Milliseconds from one measurement of memory to the next. */
export const measureEvery = 2_000;
const tradesPerMinute = 60_000 / tradeEvery;

/**
 * Runs the steps `produce` and `index` in processes of their own. It ends the first as Ctrl+C does once the trades of
 * the past are in the topic, and kills the second once it has taken some. Then it starts the whole pipeline, which goes
 * on where they were.
 */
export const startLiveRun = async (options: LiveRunOptions): Promise<LiveRun> => {
  const { program, folder, brokers, node, takeFor, past } = options;
  const step = ['--live', 'simulated', '--kafka', brokers.join(','), '--store', folder];
  const [produced, indexed] = await Promise.all([
    stopped(program, ['produce', ...step, '--past', `${past}m`], { atTrades: past * tradesPerMinute, by: 'SIGINT' }),
    stopped(program, ['index', ...step, '--elasticsearch', node], { atTrades: 1, by: 'SIGKILL' }),
    buildPage(program.pageFolder),
  ]);
  expect(produced).toMatchObject({ code: 0 });
  expect(produced.out).toMatch(/^trades +[1-9][\d,]* sent to the topic, 0 taken from it\n/);
  expect(indexed).toMatchObject({ killed: true });

  const [json, noted] = [join(folder, 'live.json'), join(folder, 'memory.txt')];
  const args = [...step, '--elasticsearch', node, '--for', takeFor, '--port', '0', '--json', json];
  const { child, ended } = started(program, args, measuringMemory(noted, measureEvery));
  const address = await said(child, /^Page at (\S+)/m, ended);
  const staying = said(child, /^The page stays/m, ended);
  // The test awaits it later, and it may reject before that.
  staying.catch(() => undefined);
  const browser = await startChromium();
  const page = browser && (await openLivePage(browser, address));
  const watched = page && (await watchPageHeap(page.page, measureEvery));
  return {
    page,
    json,
    settled: async () => void (await staying),
    async end() {
      await watched?.stop();
      child.kill('SIGTERM');
      return ended;
    },
    memory: async () => ({ ...(await readMemory(noted)), page: watched?.heap ?? [] }),
    async close() {
      child.kill('SIGKILL');
      await watched?.stop();
      await browser?.close();
    },
  };
};

const started = (
  program: Program,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } => {
  let child: ChildProcess | undefined;
  const ended = program.run(args, env, (running) => void (child = running));
  return { child: child!, ended };
};

/** Runs a step until its progress counts `atTrades` trades, and then sends it a signal. */
const stopped = async (
  program: Program,
  args: readonly string[],
  { atTrades, by }: { readonly atTrades: number; readonly by: NodeJS.Signals },
): Promise<Ended> => {
  const { child, ended } = started(program, args);
  // Only once: a second signal ends the program at once.
  let isStopped = false;
  child.stderr!.on('data', (text: string) => {
    const [, trades = '0'] = /([\d,]+) trades \(/.exec(text) ?? [];
    if (isStopped || Number(trades.replaceAll(',', '')) < atTrades) return;
    isStopped = true;
    child.kill(by);
  });
  return ended;
};

/** Waits until the standard error of a process matches, and returns the first group. Rejects if the process ends. */
const said = (child: ChildProcess, pattern: RegExp, ended: Promise<Ended>): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stderr!.on('data', (more: string) => {
      text += more;
      const found = pattern.exec(text);
      if (found) resolve(found[1] ?? found[0]);
    });
    void ended.then(({ errors }) =>
      reject(new Error(`Expected the program to say ${pattern}; it ended with: ${errors}`)),
    );
  });
