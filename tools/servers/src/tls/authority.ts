import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;
// The certificate is valid from a minute ago, since another process may use a clock that is slightly behind.
const slack = 60_000;

/** A key and the certificate for it, both PEM. */
export interface Certificate {
  /** The private key, PKCS #8. */
  readonly key: string;
  readonly cert: string;
}

/** A private certificate authority, made for one run of tests. */
export interface Authority {
  /** The certificate that a client has to trust, as PEM. */
  readonly ca: string;
  /** Signs a certificate for a server on 127.0.0.1 and localhost, valid for a day. */
  serverCertificate(): Promise<Certificate>;
}

/**
 * Makes a private certificate authority in memory. Two calls make two, neither of which vouches for the other's
 * certificates.
 *
 * @example
 * ```ts
 * const authority = await createAuthority();
 * const server = createServer(await authority.serverCertificate());
 * const socket = connect({ port, ca: authority.ca });
 * ```
 */
export async function createAuthority(): Promise<Authority> {
  const own = await keyPair();
  const root = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Penstock tests',
    ...validity(),
    keys: own,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    ca: root.toString('pem'),
    async serverCertificate() {
      const { publicKey, privateKey } = await keyPair();
      const certificate = await X509CertificateGenerator.create({
        subject: 'CN=localhost',
        issuer: root.subject,
        ...validity(),
        publicKey,
        signingKey: own.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new SubjectAlternativeNameExtension([
            { type: 'ip', value: '127.0.0.1' },
            { type: 'dns', value: 'localhost' },
          ]),
        ],
      });
      return {
        key: PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY'),
        cert: certificate.toString('pem'),
      };
    },
  };
}

const keyPair = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

const validity = () => ({ notBefore: new Date(Date.now() - slack), notAfter: new Date(Date.now() + day) });
