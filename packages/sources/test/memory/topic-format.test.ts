import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, settle } from '@penstock/stream';
import type { Delivery, FlowOperator } from '@penstock/stream';
import { tap } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fromTopic, memoryTopic } from '../../src/index.ts';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'penstock-topic-'))));
afterEach(() => rm(directory, { recursive: true }));

/** Writes a directory in the form that it had before there were format versions (commit 0b93be5). */
const unversioned: Readonly<Record<string, string>> = {
  'topic.json': '{"name":"prices","partitions":2}\n',
  '0.ndjson':
    '{"key":"BTC","value":{"close":457.33},"headers":{},"time":1410912000000}\n' +
    '{"key":null,"value":null,"headers":{},"time":0}\n' +
    '{"key":"BTC","value":424.44,"headers":{}}\n',
  '1.ndjson':
    '{"key":{"base64":"AP8="},"value":"bytes","headers":{"source":"old","raw":{"base64":"Af8="},"twice":["a","b"]}}\n',
  'groups/readers%2F1.json': '{"0":2,"1":1}\n',
};

const everything: ReadonlyArray<Partial<Delivery<unknown>>> = [
  { key: 'BTC', value: { close: 457.33 }, headers: {}, time: 1_410_912_000_000 },
  { key: null, value: null, headers: {}, time: 0 },
  { key: 'BTC', value: 424.44, headers: {} },
  {
    key: Uint8Array.of(0, 255),
    value: 'bytes',
    headers: { source: 'old', raw: Uint8Array.of(1, 255), twice: ['a', 'b'] },
  },
];

describe('the directory of a topic without a format version', () => {
  test('is read, and its groups continue at their positions', async () => {
    await mkdir(join(directory, 'groups'));
    for (const [name, text] of Object.entries(unversioned)) await writeFile(join(directory, name), text);
    const topic = await memoryTopic<unknown>({ name: 'prices', partitions: 2, directory });
    const seen: Array<Delivery<unknown>> = [];
    const look: FlowOperator<unknown, unknown> = (flow) =>
      flow.pipe(tap((element) => void (element.kind === 'delivery' && seen.push(element))));
    await run(fromTopic(topic, { group: 'new', until: 'end' }), look, settle());
    const byPosition = seen.toSorted(
      (one, other) => one.position.partition - other.position.partition || one.position.offset - other.position.offset,
    );
    expect(byPosition).toMatchObject(everything);
    expect(await topic.committed('readers/1')).toEqual([
      { topic: 'prices', partition: 0, offset: 2 },
      { topic: 'prices', partition: 1, offset: 1 },
    ]);
    expect(await topic.send([{ key: 'BTC', value: 1 }])).toMatchObject([{ partition: 0, offset: 3 }]);
    await topic.close();
  });
});

describe('the format version of a topic', () => {
  test('is stored with its name and partitions', async () => {
    await (await memoryTopic({ name: 'prices', partitions: 2, directory })).close();
    expect(JSON.parse(await readFile(join(directory, 'topic.json'), 'utf8'))).toEqual({
      format: 1,
      name: 'prices',
      partitions: 2,
    });
    await (await memoryTopic({ name: 'prices', partitions: 2, directory })).close();
  });

  test.each([2, 0, '1', null])(
    'must not be %j: the error names both versions, and the files stay unchanged',
    async (format) => {
      const text = JSON.stringify({ format, name: 'prices', partitions: 1 });
      await writeFile(join(directory, 'topic.json'), text);
      await writeFile(join(directory, '0.ndjson'), 'of another format');
      await expect(memoryTopic({ name: 'prices', partitions: 1, directory })).rejects.toMatchObject({
        code: 'PENSTOCK_FORMAT_UNSUPPORTED',
        message: expect.stringMatching(
          `^Expected format version 1 in .*topic\\.json; got ${String(format)}\\. Open the topic with the version`,
        ),
      });
      expect(await readFile(join(directory, 'topic.json'), 'utf8')).toBe(text);
      expect(await readFile(join(directory, '0.ndjson'), 'utf8')).toBe('of another format');
    },
  );
});
