import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlers, serveScript, startChromium } from '@penstock/browser';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runScript } from '../../src/project.ts';

/** One page for each package. It calls `done` with a result that Node must get too. */
const pages = {
  stream: `import { count, deliver, run, toSink, tumbling } from '@penstock/stream';
const windows = [];
await run(
  deliver([1, 2, 1001], { time: (n) => n }),
  tumbling({ interval: '1s', aggregate: count() }),
  toSink(async (batch) => void windows.push(...batch.map(({ value }) => value.value))),
);
done(windows);`,
  forecast: `import { lstm, wasmEngine } from '@penstock/forecast';
const days = Array.from({ length: 100 }, (_, day) => day);
const series = {
  times: Float64Array.from(days, (day) => Date.UTC(2025, 0, 1 + day)),
  values: Float64Array.from(days, (day) => 100 + Math.sin(day)),
};
const engine = wasmEngine({ reproducible: true, worker: () => new Worker('/worker.js') });
const model = await lstm.fit(series, { window: 7, units: 4, epochs: 10, seed: 7, engine });
done(Array.from(model.forecast(3).mean));`,
};

// The file that a user copies to the server.
const workerFile = join(inject('installed'), 'node_modules/@penstock/forecast/dist/wasm/worker.js');
const browser = await startChromium();
afterAll(() => browser?.close());

describe.each(Object.entries(pages))('a page with %s', (name, code) => {
  const folder = join(inject('installed'), `page-of-${name}`);
  let inNode: unknown;
  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'node.mjs'), `const done = (found) => console.log(JSON.stringify(found));\n${code}`);
    inNode = JSON.parse((await runScript(folder, 'pnpm', 'node.mjs')).stdout);
    // A bundle of one script cannot use top-level await.
    const [imports, ...rest] = code.split('\n');
    const run = `(async () => {\n${rest.join('\n')}\n})()`;
    const page = `${imports}\nglobalThis.result = new Promise((done, fail) => void ${run}.catch(fail));\n`;
    await writeFile(join(folder, 'page.mjs'), page);
  });

  test.runIf(browser).each(Object.entries(bundlers))(
    'computes the same as Node in a bundle of %s, under a strict content security policy',
    async (_, bundle) => {
      const { script, warnings } = await bundle(folder);
      expect(warnings).toEqual([]);
      const server = await serveScript(script, await readFile(workerFile, 'utf8'));
      const tab = await browser!.newPage();
      try {
        await tab.goto(`${server.url}/strict`);
        expect(await tab.evaluate('result')).toEqual(inNode);
      } finally {
        await tab.close();
        server.close();
      }
    },
  );
});
