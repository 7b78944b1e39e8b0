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
// Inside the package, where what it imports resolves.
const cache = fileURLToPath(new URL('../../.cache', import.meta.url));
declare const page: Page;

/** The page's script, over the package built by its own configuration, and the modules of Node that it asks for. */
const scriptOf = async (folder: string): Promise<{ script: string; nodeModules: string[] }> => {
  // As tsup.config.ts has it, without the types, and without taking `dist` from whoever uses it meanwhile.
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

test('the package asks for no module of Node in a browser', () => {
  expect(nodeModules).toEqual([]);
});

const inChromium = (path: string, open: () => Promise<Tab>) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await open();
    await tab.goto(server.url + path);
  });
  afterAll(() => tab.close());

  test('trains in workers to the bits of Node', { timeout: 60_000 }, async () => {
    expect(await tab.evaluate(() => page.isolated)).toBe(path === '/isolated');
    const losses: number[] = [];
    const expected = await wasmEngine({ reproducible: true }).train({
      ...taskOf(),
      onEpoch: ({ loss }) => losses.push(loss),
    });
    const found = await tab.evaluate(() => page.train(2));
    expect(Float64Array.from(found.weights)).toEqual(expected);
    expect(found.losses).toEqual(losses);
    // A page that is not isolated cannot share memory between workers, so that one has to do.
    expect(found.workers).toBe(path === '/isolated' ? 2 : 1);
  });

  test('fits and forecasts as Node does', async () => {
    const expected = await forecastOf();
    expect(await tab.evaluate(() => page.forecast())).toEqual(expected);
  });

  test('stops on abort and goes on from there', { timeout: 60_000 }, async () => {
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

  test('that allows no blob: URLs, says to give a worker', async () => {
    await expect(at('/strict', () => page.forecast())).rejects.toThrow(
      'the page does not allow workers from blob: URLs. Give wasmEngine a worker',
    );
  });

  test("that lacks 'wasm-unsafe-eval', says that WebAssembly is refused", async () => {
    await expect(at('/no-wasm', () => page.forecastByFile())).rejects.toThrow(/WebAssembly.*Content Security Policy/);
  });
});
