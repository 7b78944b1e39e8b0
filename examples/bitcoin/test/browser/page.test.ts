import { startChromium } from '@penstock/browser';
import { afterAll, describe, expect, test } from 'vitest';
import { answersOf } from './answers.ts';
import { buildPage } from './built-page.ts';
import { testAccess } from './sections/access.ts';
import { testAnomalies } from './sections/anomalies.ts';
import { testEmptyStore } from './sections/empty-store.ts';
import { testIntervals } from './sections/intervals.ts';
import { testLongPrices } from './sections/long-prices.ts';
import { testLooks } from './sections/looks.ts';
import { testModel } from './sections/model.ts';
import { testPipeline } from './sections/pipeline.ts';
import { testPrice } from './sections/price.ts';
import { testYears } from './sections/years.ts';
import { servePage } from './serve-page.ts';
import { openTab } from './tab.ts';
import { walk } from './walk.ts';

const built = await buildPage();
const answers = await answersOf(walk(3_729), 12);
const server = await servePage(built.folder, answers);
const browser = await startChromium();

afterAll(async () => {
  await browser?.close();
  server.close();
  await built.remove();
});

test('the page has at most 400 kB compressed', () => {
  expect(built.compressedSize).toBeLessThan(400_000);
  // It is the whole page and not an empty one.
  expect(built.compressedSize).toBeGreaterThan(100_000);
});

if (browser !== undefined) {
  const notes: { readonly messages: string[]; readonly requests: string[] } = { messages: [], requests: [] };
  const open = () => openTab(browser, server.url, notes);
  const scene = { page: await open(), open, server, answers, messages: notes.messages };

  describe('the page in Chromium', { timeout: 120_000 }, () => {
    testLooks(scene);
    testPrice(scene);
    testYears(scene);
    testModel(scene);
    testAnomalies(scene);
    testPipeline(scene);
    testAccess(scene);
    // These have tabs of their own, and events of theirs that the shared tab would also get.
    testIntervals(scene);
    testLongPrices(scene);
    testEmptyStore(scene);

    test('no page wrote to the console, broke its policy, or asked another host', () => {
      expect(notes.messages).toEqual([]);
      expect(notes.requests.length).toBeGreaterThan(10);
      expect(notes.requests.filter((url) => !url.startsWith(server.url))).toEqual([]);
    });
  });
}
