import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { Server } from 'node:tls';
import { inspect } from 'node:util';
import { Client } from '@elastic/elasticsearch';
import { createAuthority } from '@penstock/servers';
import type { Authority } from '@penstock/servers';
import { deliver, run } from '@penstock/stream';
import { Client as Client8 } from 'elasticsearch-8';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ensureIndex, mapping, readSeries, toElasticsearch } from '../../src/index.ts';
import { freshIndex } from './servers.ts';

const auth = { username: 'writer', password: 'never-to-be-shown' };

let authority: Authority;
let server: Server;
let address: AddressInfo;

// The test servers lack the TLS module of Elasticsearch, so a TLS proxy forwards requests to the real server.
beforeAll(async () => {
  authority = await createAuthority();
  server = createServer(await authority.serverCertificate(), (inbound) => {
    const outbound = connect(Number(new URL(inject('elasticsearch9')).port), '127.0.0.1');
    inbound.on('error', () => outbound.destroy()).pipe(outbound);
    outbound.on('error', () => inbound.destroy()).pipe(inbound);
  });
  // Also listens on 127.0.0.2, which the certificate does not name.
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  address = server.address() as AddressInfo;
});
afterAll(() => void server?.close());

interface Close {
  readonly time: number;
  readonly close: number;
}

describe.each([
  ['client 9', Client],
  ['client 8', Client8],
])('over TLS with a private authority, %s', (_, AnyClient) => {
  const open = (ca: string | undefined, host = '127.0.0.1') =>
    new AnyClient({ node: `https://${host}:${address.port}`, auth, ...(ca !== undefined && { tls: { ca } }) });

  test('writes and reads if the client trusts the authority', async () => {
    const client = open(authority.ca);
    const index = freshIndex();
    try {
      await ensureIndex(client, { index, mapping: mapping<Close>({ time: 'date', close: 'double' }) });
      await run(deliver([{ time: Date.UTC(2020, 0, 1), close: 1.5 }]), toElasticsearch<Close>(client, { index }));
      expect(Array.from((await readSeries(client, { index, field: 'close' })).values)).toEqual([1.5]);
    } finally {
      await client.close();
      await fetch(`${inject('elasticsearch9')}/${index}`, { method: 'DELETE' });
    }
  });

  const uses = {
    toElasticsearch: (client: Client) => run(deliver([1]), toElasticsearch(client, { index: 'any' })),
    ensureIndex: (client: Client) =>
      ensureIndex(client, { index: 'any', mapping: mapping<Close>({ time: 'date', close: 'double' }) }),
    readSeries: (client: Client) => readSeries(client, { index: 'any', field: 'close' }),
  };

  test.each(Object.entries(uses))('%s rejects an untrusted certificate, and never shows the login', async (_, use) => {
    const other = await createAuthority();
    for (const [ca, host, says] of [
      [undefined, '127.0.0.1', 'unable to verify the first certificate'],
      [other.ca, '127.0.0.1', 'certificate signature failure'],
      [authority.ca, '127.0.0.2', "does not match certificate's altnames"],
    ] as const) {
      // The client has no open connection afterwards, so it is not closed.
      const client = open(ca, host);
      const error: unknown = await use(client as Client).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(error).toMatchObject({
        code: 'PENSTOCK_UNREACHABLE',
        message: expect.stringMatching(`${says}.*Set tls\\.ca to the authority that signed it`),
      });
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(auth.password);
    }
  });
});
