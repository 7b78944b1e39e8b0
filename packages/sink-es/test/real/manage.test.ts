import { deliver, run } from '@penstock/stream';
import { afterAll, describe, expect, test } from 'vitest';
import {
  ensureDataStream,
  ensureIndex,
  ensureTemplate,
  mapping,
  reindexInto,
  toElasticsearch,
} from '../../src/index.ts';
import type { ElasticsearchClient } from '../../src/index.ts';
import { askServer, freshIndex, pairs } from './servers.ts';

interface Price {
  readonly day: string;
  readonly close: number;
}

const prices = (count: number): Price[] =>
  Array.from({ length: count }, (_, n) => ({ day: `2020-01-${String((n % 28) + 1).padStart(2, '0')}`, close: n }));

for (const { name, server, open } of pairs.filter(({ isFull }) => isFull)) {
  describe(name, () => {
    const client = open();
    const base = freshIndex();
    afterAll(async () => {
      await askServer(
        server,
        'DELETE',
        `/${[1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 'x'].map((name) => `${base}-${name}`).join()}?ignore_unavailable=true`,
      );
      await client.close();
    });

    test('creates a template once, extends it, and names conflicting fields', async () => {
      const template = { name: `${base}-template`, patterns: [`${base}-x*`], settings: { number_of_replicas: 0 } };
      const first = mapping<Price>({ day: 'date', close: 'double' });
      expect(await ensureTemplate(client, { ...template, mapping: first })).toEqual({ created: true, changed: false });
      expect(await ensureTemplate(client, { ...template, mapping: first })).toEqual({ created: false, changed: false });
      const more = mapping<{ volume: number }>({ volume: 'long' });
      expect(await ensureTemplate(client, { ...template, mapping: more })).toEqual({ created: false, changed: true });
      expect(await ensureTemplate(client, { ...template, mapping: more })).toEqual({ created: false, changed: false });
      await expect(
        ensureTemplate(client, { ...template, mapping: mapping<{ close: string }>({ close: 'keyword' }) }),
      ).rejects.toMatchObject({
        code: 'PENSTOCK_MAPPING_CONFLICT',
        conflicts: [{ field: 'close', wanted: 'keyword', found: 'double' }],
      });
      await run(deliver(prices(1)), toElasticsearch<Price>(client, { index: `${base}-x` }));
      expect(await askServer(server, 'GET', `/${base}-x/_mapping`)).toMatchObject({
        [`${base}-x`]: {
          mappings: { dynamic: 'strict', properties: { close: { type: 'double' }, volume: { type: 'long' } } },
        },
      });
      await askServer(server, 'DELETE', `/_index_template/${base}-template`);
    });

    test('refuses a template without a pattern', async () => {
      await expect(ensureTemplate(client, { name: base, patterns: [] })).rejects.toMatchObject({
        code: 'PENSTOCK_BAD_OPTION',
      });
    });

    test('ensureDataStream rejects if the server has no data streams', async () => {
      // The test servers lack the module of data streams.
      const stream = ensureDataStream(client, {
        name: `${base}-stream`,
        mapping: mapping<{ '@timestamp': number }>({ '@timestamp': 'date' }),
      });
      await expect(stream).rejects.toMatchObject({ code: expect.stringMatching(/PENSTOCK_BAD_(OPTION|RESPONSE)/) });
    });

    test('reindexInto copies all documents, also those written meanwhile, and the alias always answers', async () => {
      const [from, to, alias] = [`${base}-1`, `${base}-2`, `${base}-alias`];
      await ensureIndex(client, {
        index: from,
        mapping: mapping<{ day: string; close: string }>({ day: 'date', close: 'keyword' }),
      });
      await askServer(server, 'POST', '/_aliases', { actions: [{ add: { index: from, alias } }] });
      await run(
        deliver(prices(3_000), { id: ({ close }) => `p${close}` }),
        toElasticsearch<Price>(client, { index: alias }),
      );
      await askServer(server, 'POST', `/${alias}/_refresh`);

      let answers = 0;
      let ending = false;
      const reading = (async () => {
        while (!ending) {
          const { count } = await askServer<{ count: number }>(server, 'GET', `/${alias}/_count`);
          expect(count).toBeGreaterThanOrEqual(3_000);
          answers += 1;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })();
      let seen = 0;
      const reindexed = await reindexInto(client, {
        alias,
        index: to,
        mapping: mapping<Price>({ day: 'date', close: 'double' }),
        transform: (source) => {
          // Another client writes to the old index during the copy.
          if ((seen += 1) === 2_600)
            void askServer(server, 'PUT', `/${from}/_doc/late`, { day: '2020-02-01', close: '7' });
          return { ...source, close: Number(source['close']) };
        },
      });
      ending = true;
      await reading;
      expect(reindexed).toEqual({ from, copied: 3_000, caughtUp: 1 });
      expect(answers).toBeGreaterThan(0);
      expect(Object.keys(await askServer<object>(server, 'GET', `/_alias/${alias}`))).toEqual([to]);
      expect(await askServer(server, 'GET', `/${alias}/_doc/late`)).toMatchObject({
        _index: to,
        _source: { close: 7 },
      });
      await expect(run(deliver(prices(1)), toElasticsearch<Price>(client, { index: from }))).rejects.toMatchObject({
        code: 'PENSTOCK_FORBIDDEN',
      });
      await expect(reindexInto(client, { alias: `${base}-none`, index: to })).rejects.toMatchObject({
        code: 'PENSTOCK_BAD_OPTION',
      });
    });

    test('reindexInto with from copies the remaining documents after the alias was switched', async () => {
      const [from, to, alias] = [`${base}-4`, `${base}-5`, `${base}-alias-of-5`];
      await run(
        deliver(prices(20), { id: ({ close }) => `p${close}` }),
        toElasticsearch<Price>(client, { index: from }),
      );
      await run(deliver(prices(7), { id: ({ close }) => `p${close}` }), toElasticsearch<Price>(client, { index: to }));
      await askServer(server, 'POST', '/_aliases', { actions: [{ add: { index: to, alias } }] });
      await expect(reindexInto(client, { alias, index: to })).rejects.toMatchObject({
        code: 'PENSTOCK_BAD_OPTION',
        message: expect.stringContaining('from'),
      });
      expect(await reindexInto(client, { alias, index: to, from })).toEqual({ from, copied: 13, caughtUp: 0 });
      expect(Object.keys(await askServer<object>(server, 'GET', `/_alias/${alias}`))).toEqual([to]);
    });

    test('reindexInto copies only the documents written during the copy a second time, in all shards', async () => {
      const [from, to, alias] = [`${base}-6`, `${base}-7`, `${base}-alias-of-7`];
      await ensureIndex(client, { index: from, settings: { number_of_shards: 3 } });
      await askServer(server, 'POST', '/_aliases', { actions: [{ add: { index: from, alias } }] });
      await run(
        deliver(prices(300), { id: ({ close }) => `p${close}` }),
        toElasticsearch<Price>(client, { index: alias }),
      );
      const seen: string[] = [];
      const writing: Array<Promise<unknown>> = [];
      const transform = (source: Record<string, unknown>, id: string) => {
        seen.push(id);
        if (seen.length === 200)
          for (let n = 0; n < 30; n += 1)
            writing.push(askServer(server, 'PUT', `/${from}/_doc/late-${n}`, { day: '2020-02-01', close: n }));
        return source;
      };
      const { copied, caughtUp } = await reindexInto(client, {
        alias,
        index: to,
        settings: { number_of_shards: 2 },
        transform,
      });
      await Promise.all(writing);
      expect([copied, caughtUp]).toEqual([300, 30]);
      // Some documents of a shard that was ahead of the others are copied twice, but most are not.
      expect(seen.length).toBeLessThan(500);
      await askServer(server, 'POST', `/${alias}/_refresh`);
      expect(await askServer(server, 'GET', `/${alias}/_count`)).toMatchObject({ count: 330 });
    });

    test('reindexInto keeps a write after the switch, even if its first pass missed two before it', async () => {
      const [from, to, alias] = [`${base}-8`, `${base}-9`, `${base}-alias-of-9`];
      const put = (index: string, close: number) =>
        askServer(server, 'PUT', `/${index}/_doc/often`, { day: '2020-02-01', close });
      await ensureIndex(client, { index: from });
      await askServer(server, 'POST', '/_aliases', { actions: [{ add: { index: from, alias } }] });
      await put(alias, 1);
      let hasWritten = false;
      const request: ElasticsearchClient['transport']['request'] = async (asked, options) => {
        if (asked.path === `/${to}/_bulk` && !hasWritten) {
          hasWritten = true;
          for (const close of [2, 3]) await put(alias, close);
        }
        const answer = await client.transport.request(asked, options);
        if (asked.path === '/_aliases') await put(alias, 4);
        return answer;
      };
      const { copied, caughtUp } = await reindexInto({ transport: { request } }, { alias, index: to });
      expect([copied, caughtUp]).toEqual([1, 1]);
      expect(await askServer(server, 'GET', `/${alias}/_doc/often`)).toMatchObject({
        _index: to,
        _source: { close: 4 },
      });
    });

    test('reindexInto makes another pass before the switch if a pass copied many documents', async () => {
      const [from, to, alias] = [`${base}-10`, `${base}-11`, `${base}-alias-of-11`];
      const write = (count: number) =>
        run(
          deliver(prices(count), { id: ({ close }) => `${close}-of-${count}` }),
          toElasticsearch<Price>(client, { index: alias }),
        );
      await ensureIndex(client, { index: from });
      await askServer(server, 'POST', '/_aliases', { actions: [{ add: { index: from, alias } }] });
      await write(1);
      // What another client writes after the first pass has begun to read, and after the second.
      const writes = [2_600, 2];
      let copiedBeforeSwitch = 0;
      const request: ElasticsearchClient['transport']['request'] = async (asked, options) => {
        if (asked.path === '/_aliases')
          ({ count: copiedBeforeSwitch } = await askServer<{ count: number }>(server, 'GET', `/${to}/_count`));
        const answer = await client.transport.request(asked, options);
        if (asked.path === `/${from}/_pit`) {
          const count = writes.shift();
          if (count !== undefined) await write(count);
        }
        return answer;
      };
      const { copied, caughtUp } = await reindexInto({ transport: { request } }, { alias, index: to });
      expect([copied, caughtUp, copiedBeforeSwitch]).toEqual([1, 2_602, 2_603]);
    });

    test('reindexInto does not switch the alias if the new mapping refuses a document', async () => {
      const [from, to, alias] = [`${base}-2`, `${base}-3`, `${base}-alias`];
      await expect(
        reindexInto(client, {
          alias,
          index: to,
          mapping: mapping<{ day: string; close: boolean }>({ day: 'date', close: 'boolean' }),
        }),
      ).rejects.toMatchObject({
        code: 'PENSTOCK_REJECTED',
        message: expect.stringContaining('boolean'),
      });
      expect(Object.keys(await askServer<object>(server, 'GET', `/_alias/${alias}`))).toEqual([from]);
      await askServer(server, 'DELETE', `/${to}`);
    });
  });
}
