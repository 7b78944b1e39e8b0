import { expect, test } from 'vitest';
import { chart, visible } from '../tab.ts';
import type { Scene } from '../tab.ts';

/** The anomaly explorer. */
export const testAnomalies = ({ page, answers, server }: Scene): void => {
  test('the lanes count every anomaly, by kind and overall', async () => {
    const { series } = await chart(page, 'lanes');
    const counts = Object.fromEntries(
      Object.entries(series).map(([name, cells]) => [
        name,
        (cells as ReadonlyArray<{ count: number }>).reduce((sum, { count }) => sum + count, 0),
      ]),
    );
    const { rows } = answers.anomalies;
    const kinds = [...new Set(rows.map(({ kind }) => kind))];
    expect(counts).toEqual({
      Overall: rows.length,
      ...Object.fromEntries(kinds.map((kind) => [kind, rows.filter((row) => row.kind === kind).length])),
    });
  });

  const cells = (column: number): Promise<readonly string[]> =>
    page.locator(`.anomalies tbody tr td:nth-child(${column})`).allInnerTexts();

  test('the table of anomalies has all rows, the newest first', async () => {
    const { rows } = answers.anomalies;
    expect(rows.length).toBeGreaterThan(10);
    expect(
      await page
        .locator('.anomalies tbody tr')
        .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset['time']))),
    ).toEqual(rows.map(({ time }) => time));
    expect((await cells(2)).map((text) => Number.parseInt(text, 10))).toEqual(
      rows.map(({ severity }) => Math.round(severity)),
    );
    const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
    expect(await cells(3)).toEqual(rows.map(({ actual }) => dollars.format(actual)));
    expect(await cells(4)).toEqual(rows.map(({ typical }) => dollars.format(typical)));
    expect((await cells(5)).map((text) => text.replace(/\s*alarm$/, ''))).toEqual(
      rows.map(({ description }) => description),
    );
    expect(await cells(6)).toEqual(rows.map(({ kind }) => kind));
  });

  test('the head of a column sorts the table, and tells screen readers the order', async () => {
    const head = page.locator('.anomalies th', { hasText: 'Severity' });
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    const down = (await cells(2)).map((text) => Number.parseInt(text, 10));
    expect(down).toEqual(answers.anomalies.rows.map(({ severity }) => Math.round(severity)).toSorted((a, b) => b - a));
    await head.getByRole('button').press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect((await cells(2)).map((text) => Number.parseInt(text, 10))).toEqual(down.toReversed());
  });

  test('the table shows the rows that pass the filters', async () => {
    const { rows } = answers.anomalies;
    await page.locator('label', { hasText: 'Severity' }).locator('select').selectOption('major');
    expect(await cells(2)).toHaveLength(rows.filter(({ severity }) => severity >= 50).length);
    await page.getByRole('searchbox').fill('higher');
    expect(await cells(2)).toHaveLength(
      rows.filter(({ severity, description }) => severity >= 50 && description.includes('higher')).length,
    );
    await page.getByRole('button', { name: 'Clear filter' }).click();
    expect(await cells(2)).toHaveLength(rows.length);
  });

  test('a row of the table zooms the price chart to its day', async () => {
    const { time, severity, description } = answers.anomalies.rows[3]!;
    await page.locator(`.anomalies tr[data-time="${time}"]`).click();
    const { from, to } = await visible(page, 'price');
    expect(from).toBeLessThan(time);
    expect(to).toBeGreaterThan(time);
    expect(to - from).toBeLessThan(100 * 86_400_000);
    // Marks follow once the chart rests.
    await expect
      .poll(async () => (await chart(page, 'price')).series['marks'], { timeout: 20_000 })
      .toContainEqual(expect.objectContaining({ time: time / 1_000, text: `${Math.round(severity)}: ${description}` }));
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Price chart');
  });

  test('a cell of the lanes shows its rows and its prices', async () => {
    const cell = page.locator('.lane').first().locator('.cell[data-severity]').last();
    await cell.click();
    const picked = (await chart(page, 'lanes')).series['Overall']!.findLast(
      (cell) => (cell as { count: number }).count > 0,
    ) as { from: number; to: number; count: number };
    expect(await cells(1)).toHaveLength(picked.count);
    const { from, to } = await visible(page, 'price');
    expect(Math.abs(from - picked.from)).toBeLessThan(2 * 86_400_000);
    expect(Math.abs(to - picked.to)).toBeLessThan(2 * 86_400_000);
    // A refresh keeps the pressed cell, and the focus of the keyboard.
    const label = await cell.getAttribute('aria-label');
    await cell.focus();
    const { rows } = answers.anomalies;
    server.answers['anomalies'] = { ...answers.anomalies, rows: rows.slice(0, -1) };
    server.send('changed', { what: 'anomalies' });
    await page.locator('#anomalies output', { hasText: `of ${rows.length - 1}` }).waitFor();
    const focused = page.locator('.cell:focus');
    expect([await focused.getAttribute('aria-label'), await focused.getAttribute('aria-pressed')]).toEqual([
      label,
      'true',
    ]);
    await cell.click();
    expect(await cells(1)).toHaveLength(rows.length - 1);
    server.answers['anomalies'] = answers.anomalies;
    server.send('changed', { what: 'anomalies' });
    await page.locator('#anomalies output', { hasText: `${rows.length} of ${rows.length}` }).waitFor();
  });
};
