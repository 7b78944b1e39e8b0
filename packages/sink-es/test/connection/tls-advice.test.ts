import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ConnectionOptions, TlsOptions } from 'node:tls';
import { Client } from '@elastic/elasticsearch';
import { createAuthority } from '@penstock/servers';
import type { Authority, Certificate } from '@penstock/servers';
import { deliver, run } from '@penstock/stream';
import { Client as Client8 } from 'elasticsearch-8';
import { beforeAll, describe, expect, test } from 'vitest';
import { tlsAdvice } from '../../src/connection/tls-advice.ts';
import { toElasticsearch } from '../../src/index.ts';

test.each([
  'error:0A000126:SSL routines::unexpected eof while reading',
  '806C8203D87F0000:error:0A000438:SSL routines:ssl3_read_bytes:tlsv1 alert internal error::SSL alert number 80',
  'Client network socket disconnected before secure TLS connection was established',
  'connect ECONNREFUSED 127.0.0.1:9200',
])('%s may pass, so there is no advice', (message) => {
  expect(tlsAdvice(message)).toBeUndefined();
});

let authority: Authority;
let certificate: Certificate;
let other: Certificate;
beforeAll(async () => {
  authority = await createAuthority();
  certificate = await authority.serverCertificate();
  other = await authority.serverCertificate();
});

const encryptedKey = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'not given' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

const cipher = (bits: number): string => `ECDHE-ECDSA-AES${bits}-GCM-SHA${bits === 128 ? 256 : 384}`;
const old = { maxVersion: 'TLSv1.2' } as const;

const cases: ReadonlyArray<{
  readonly name: string;
  readonly server?: TlsOptions;
  readonly client: () => ConnectionOptions;
  readonly says: RegExp;
}> = [
  {
    name: 'no certificate of the client where the server asks for one',
    // With TLS 1.3 a server of Node closes the connection without an alert. Elasticsearch sends one.
    server: { requestCert: true, rejectUnauthorized: true, ...old },
    client: () => ({}),
    says: /alert handshake failure.*tls\.cert and tls\.key/s,
  },
  {
    name: 'a version of TLS that the server lacks',
    server: old,
    client: () => ({ minVersion: 'TLSv1.3' }),
    says: /alert protocol version.*TLS versions/s,
  },
  {
    name: 'no cipher in common',
    server: { ...old, ciphers: cipher(128) },
    client: () => ({ ...old, ciphers: cipher(256) }),
    says: /alert handshake failure.*ciphers/s,
  },
  {
    name: 'a certificate that is no PEM',
    client: () => ({ cert: 'none', key: certificate.key }),
    says: /Check tls\.cert, tls\.key/,
  },
  {
    name: 'a key that is no PEM',
    client: () => ({ cert: certificate.cert, key: 'none' }),
    says: /Check tls\.cert, tls\.key/,
  },
  {
    name: 'a key of another certificate',
    client: () => ({ cert: certificate.cert, key: other.key }),
    says: /key values mismatch.*Check tls\.cert, tls\.key/,
  },
  {
    name: 'a key whose passphrase is not given',
    client: () => ({ cert: certificate.cert, key: encryptedKey() }),
    says: /Check tls\.cert, tls\.key and tls\.passphrase/,
  },
];

describe.each([
  ['client 9', Client],
  ['client 8', Client8],
])('%s', (_, AnyClient) => {
  test.each(cases)('a flow fails at its start with $name', async ({ server = {}, client, says }) => {
    const secure = createServer({ ...certificate, ca: authority.ca, ...server });
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    try {
      const { port } = secure.address() as AddressInfo;
      const tls = { ca: authority.ca, ...client() };
      const elasticsearch = new AnyClient({ node: `https://127.0.0.1:${port}`, tls });
      // A failure that is retried would last a day.
      const sink = toElasticsearch(elasticsearch, { index: 'any', startTimeout: '1d' });
      await expect(run(deliver([1]), sink)).rejects.toMatchObject({
        code: 'PENSTOCK_UNREACHABLE',
        message: expect.stringMatching(says) as string,
      });
    } finally {
      secure.close();
    }
  });
});
