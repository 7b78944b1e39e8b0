import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { build as bundle } from 'esbuild';
import { chromium as driver } from 'playwright-core';
import type { Browser, Page as Tab } from 'playwright-core';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

/** Serves a page with `script`, with the headers that let its workers share memory at `/isolated`. */
const serve = (script: string) =>
  createServer((request, response) => {
    if (request.url === '/page.js')
      return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
    response.writeHead(200, { 'content-type': 'text/html', ...(request.url === '/isolated' ? isolation : {}) });
    response.end('<!doctype html><title>Penstock</title><script src="/page.js"></script>');
  });

/** Chromium, or nothing where it cannot be started, which is said; in CI that is an error. */
const launch = async (): Promise<Browser | undefined> => {
  try {
    const executablePath = process.env['PENSTOCK_CHROMIUM'] || (await chromium.executablePath());
    // Not the package's own `args`: those put all pages into one process, where none is isolated.
    return await driver.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  } catch (cause) {
    const reason =
      'Chromium cannot be started. The one that is installed runs on Linux on x64 with the library libnss3 ' +
      '(Debian: apt-get install libnss3); PENSTOCK_CHROMIUM names another.';
    if (process.env['CI'] === 'true') throw new Error(`${reason} In CI it has to run.`, { cause });
    console.warn(`Tests in a browser are left out: ${reason} ${String(cause)}`);
    return undefined;
  }
};

await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, 'browser-'));
const { script, nodeModules } = await scriptOf(folder);
const browser = await launch();
const server = serve(script);

beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));

afterAll(async () => {
  await browser?.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

it('the package asks for no module of Node in a browser', () => {
  expect(nodeModules).toEqual([]);
});

const inChromium = (path: string, open: () => Promise<Tab>) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await open();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  });
  afterAll(() => tab.close());

  it('trains in workers to the bits of Node', { timeout: 60_000 }, async () => {
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

  it('fits and forecasts as Node does', async () => {
    const expected = await forecastOf();
    expect(await tab.evaluate(() => page.forecast())).toEqual(expected);
  });

  it('stops on abort and goes on from there', { timeout: 60_000 }, async () => {
    expect(await tab.evaluate(() => page.abort())).toBe('Error: enough (6761)');
  });
};

if (browser !== undefined)
  describe.each(['/', '/isolated'])('in Chromium, at %s', (path) => inChromium(path, () => browser.newPage()));
