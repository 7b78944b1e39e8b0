import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deliver, run, settle, tapValue } from '@penstock/stream';
import { sourceContract } from '@penstock/stream/testing';

type Block = { readonly height: number; readonly fee: number };

/** Reads blocks from an API, page by page. */
class Blocks implements AsyncIterable<Block> {
  readonly name = 'blocks';
  constructor(readonly url: string) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Block, void, undefined> {
    for (let page = 0; ; page += 1) {
      const response = await fetch(`${this.url}?page=${page}`);
      if (!response.ok) throw new Error(`Expected blocks; got the status ${response.status}.`);
      const blocks = (await response.json()) as Block[];
      if (blocks.length === 0) return;
      yield* blocks;
    }
  }
}

// A server on this machine takes the place of the API. It has two pages.
const pages: readonly Block[][] = [
  [
    { height: 1, fee: 5 },
    { height: 2, fee: 7 },
  ],
  [{ height: 3, fee: 6 }],
];
const server = createServer(({ url }, response) => {
  const page = Number(new URL(url ?? '', 'http://x').searchParams.get('page'));
  response.end(JSON.stringify(pages[page] ?? []));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const source = new Blocks(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

await run(
  deliver(source, { id: ({ height }) => `block-${height}` }),
  tapValue(({ height, fee }, { id }) => console.log(id, height, fee)),
  settle(),
);

// Check that the source does what every source must do.
const expected = pages.flat();
for (const { name, run: check } of sourceContract(async () => ({ source, expected, close: async () => {} }))) {
  await check();
  console.log('ok:', name);
}
server.close();
