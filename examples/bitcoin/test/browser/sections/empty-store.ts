import { expect, test } from 'vitest';
import type { Scene } from '../tab.ts';

/** The page before there are results. */
export const testEmptyStore = ({ open, answers, server, messages }: Scene): void => {
  test('an empty store, a model that is still trained and an error each say why a panel shows nothing', async () => {
    Object.assign(server.answers, {
      prices: { interval: '1d', times: [], open: [], high: [], low: [], close: [], volume: [] },
      years: { years: [] },
      anomalies: { interval: '1d', rows: [] },
      forecast: null,
      forecasters: null,
      evaluation: { error: { code: 'PENSTOCK_STORE_UNAVAILABLE', message: 'Elasticsearch does not answer.' } },
    });
    const noted = messages.length;
    const page = await open();
    const texts = await page.locator('.panel-state').allInnerTexts();
    expect(texts.filter((text) => text.includes('No prices yet'))).toHaveLength(1);
    // One chart of the years and two of the months.
    expect(texts.filter((text) => text.includes('No daily prices yet'))).toHaveLength(3);
    expect(texts.filter((text) => text.includes('No day stood out'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('No result yet'))).not.toHaveLength(0);
    expect(texts.filter((text) => text.includes('Elasticsearch does not answer.'))).toHaveLength(2);
    expect(texts.filter((text) => text.includes('PENSTOCK_STORE_UNAVAILABLE'))).toHaveLength(2);
    server.answers['evaluation'] = answers.evaluation;
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.locator('#model', { hasText: 'rmse' }).waitFor();
    server.answers['prices'] = answers.prices;
    server.send('changed', { what: 'prices' });
    await page.locator('.headline-price', { hasText: /\$\d/ }).waitFor();
    Object.assign(server.answers, answers);
    await page.close();
    // The browser itself notes the answer 500.
    expect(messages.splice(noted).every((message) => message.includes('500'))).toBe(true);
  });
};
