import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlers, serveScript, startChromium } from '@penstock/browser';
import type { Bundle, Page as Tab } from '@penstock/browser';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const home = join(import.meta.dirname, '../..');

interface Page {
  sums(): Promise<{ received: number; written: number; windows: Array<[start: number, sum: number]> }>;
  mistake(): { isPenstockError: boolean; code: string } | undefined;
  readonly others: readonly string[];
}
declare const page: Page;

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly '@penstock/source': string }>>;
}

/** Makes a user's project: a folder with the page and the package, in which RxJS resolves. */
const install = async (): Promise<string> => {
  await mkdir(join(home, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(home, '.cache', 'browser-'));
  const installed = join(folder, 'node_modules', '@penstock', 'stream');
  const manifest = await readFile(join(home, 'package.json'), 'utf8');
  const sources = Object.values((JSON.parse(manifest) as Manifest).exports).map((target) => target['@penstock/source']);
  // With the options of tsup.config.ts, but without types and into another folder, since other tests use `dist`.
  await build({
    entry: Object.fromEntries(sources.map((source) => [source.replace(/^\.\/src\/|\.ts$/g, ''), join(home, source)])),
    format: 'esm',
    target: 'node20',
    outDir: join(installed, 'dist'),
    silent: true,
    config: false,
  });
  await writeFile(join(installed, 'package.json'), manifest);
  await writeFile(join(folder, 'package.json'), '{ "name": "page", "type": "module" }');
  await cp(join(import.meta.dirname, 'page.mjs'), join(folder, 'page.mjs'));
  return folder;
};

const folder = await install();
const browser = await startChromium();

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(Object.entries(bundlers))('a page bundled by %s', (_, bundle) => {
  let bundled: Bundle;
  beforeAll(async () => void (bundled = await bundle(folder)), 120_000);

  test('needs no module of Node and gives no warning', () => {
    expect(bundled.warnings).toEqual([]);
  });

  test.runIf(browser)('runs a flow from values to a sink', async () => {
    const server = await serveScript(bundled.script);
    const tab: Tab = await browser!.newPage();
    try {
      await tab.goto(server.url);
      const { received, written, windows } = await tab.evaluate(() => page.sums());
      expect({ received, written }).toEqual({ received: 10_000, written: 10 });
      // Twice the sum of the numbers from 1000k to 1000k + 999.
      expect(windows).toEqual(Array.from({ length: 10 }, (__, k) => [1000 * k, 2 * (1_000_000 * k + 499_500)]));
      expect(await tab.evaluate(() => page.mistake())).toEqual({ isPenstockError: true, code: 'PENSTOCK_BAD_OPTION' });
      expect(await tab.evaluate(() => page.others)).toEqual(Array.from({ length: 6 }, () => 'function'));
    } finally {
      await tab.close();
      server.close();
    }
  });
});
