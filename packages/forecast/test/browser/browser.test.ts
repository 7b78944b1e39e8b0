import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveScript, startChromium } from '@penstock/browser';
import type { Page as Tab } from '@penstock/browser';
import { build as bundle } from 'esbuild';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wasmEngine } from '../../src/index.ts';
import type { Page } from './page.ts';
import { forecastOf, taskOf } from './task.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
// A folder inside the package, because the bundle's imports resolve from there.
const cache = fileURLToPath(new URL('../../.cache', import.meta.url));
declare const page: Page;

/**
 * Builds the package by its own configuration and bundles the page's script. Also returns the Node modules that the
 * package imports.
 */
const scriptOf = async (folder: string): Promise<{ script: string; nodeModules: string[] }> => {
  // As in tsup.config.ts, but without types, and not into `dist`, which other tests may be using.
  await build({
    entry: { index: join(home, 'src/index.ts') },
    format: 'esm',
    target: 'node20',
    outDir: folder,
    silent: true,
    config: false,
    external: [/^@penstock\//],
  });
  const { outputFiles, metafile } = await bundle({
    entryPoints: [join(home, 'test/browser/page.ts')],
    alias: { '@penstock/forecast': join(folder, 'index.js') },
    conditions: ['@penstock/source'],
    bundle: true,
    platform: 'browser',
    external: ['node:*'],
    format: 'iife',
    write: false,
    metafile: true,
  });
  return {
    script: outputFiles[0]!.text,
    nodeModules: Object.values(metafile.inputs)
      .flatMap(({ imports }) => imports.map(({ path }) => path))
      .filter((path) => path.startsWith('node:')),
  };
};

await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, 'browser-'));
const { script, nodeModules } = await scriptOf(folder);
const browser = await startChromium();
const worker = await bundle({
  entryPoints: [join(home, 'src/wasm/worker.ts')],
  bundle: true,
  format: 'iife',
  target: 'es2022',
  write: false,
});
const server = await serveScript(script, worker.outputFiles[0]!.text);

afterAll(async () => {
  await browser?.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

test('the package imports no Node module in a browser', () => {
  expect(nodeModules).toEqual([]);
});

const inChromium = (path: string, open: () => Promise<Tab>) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await open();
    await tab.goto(server.url + path);
  });
  afterAll(() => tab.close());

  test('trains in workers to the same weights as in Node, bit for bit', { timeout: 60_000 }, async () => {
    expect(await tab.evaluate(() => page.isolated)).toBe(path === '/isolated');
    const losses: number[] = [];
    const expected = await wasmEngine({ reproducible: true }).train({
      ...taskOf(),
      onEpoch: ({ loss }) => losses.push(loss),
    });
    const found = await tab.evaluate(() => page.train(2));
    expect(Float64Array.from(found.weights)).toEqual(expected);
    expect(found.losses).toEqual(losses);
    // A page that is not isolated cannot share memory between workers, so only one worker trains.
    expect(found.workers).toBe(path === '/isolated' ? 2 : 1);
  });

  test('fits and forecasts as in Node', async () => {
    const expected = await forecastOf();
    expect(await tab.evaluate(() => page.forecast())).toEqual(expected);
  });

  test('stops on abort, and can train again', { timeout: 60_000 }, async () => {
    expect(await tab.evaluate(() => page.abort())).toBe('Error: enough (6761)');
  });
};

if (browser !== undefined)
  describe.each(['/', '/isolated'])('in Chromium, at %s', (path) => inChromium(path, () => browser.newPage()));

describe.runIf(browser)('under a content security policy', () => {
  const at = async <T>(path: string, run: () => Promise<T>): Promise<T> => {
    const tab = await browser!.newPage();
    try {
      await tab.goto(server.url + path);
      return await tab.evaluate(run);
    } finally {
      await tab.close();
    }
  };

  test("that allows 'self' and 'wasm-unsafe-eval', trains with a worker of the page's own origin", async () => {
    expect(await at('/strict', () => page.forecastByFile())).toEqual(await forecastOf());
  });

  test('that forbids blob: URLs, names the option worker in its error', async () => {
    await expect(at('/strict', () => page.forecast())).rejects.toThrow(
      'the page does not allow workers from blob: URLs. Set the option "worker" of wasmEngine.',
    );
  });

  test("that lacks 'wasm-unsafe-eval', reports that WebAssembly is blocked", async () => {
    await expect(at('/no-wasm', () => page.forecastByFile())).rejects.toThrow(/WebAssembly.*Content Security Policy/);
  });
});
