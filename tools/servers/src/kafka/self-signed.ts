import { join } from 'node:path';
import { runTool } from '../process/run-tool.ts';

/** A certificate for 127.0.0.1 and localhost with its key. */
export interface SelfSigned {
  /** Path of a PKCS12 file with key and certificate. */
  readonly keystore: string;
  /** Opens it. No secret: the key is made for one cluster on this machine. */
  readonly password: string;
  /** The certificate, which a client has to trust. */
  readonly pem: string;
}

/** Makes a self-signed certificate with `keytool`, valid for a day. */
export async function selfSigned(keytool: string, folder: string): Promise<SelfSigned> {
  const keystore = join(folder, 'keystore.p12');
  const password = 'penstock';
  const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', password, '-alias', 'server'];
  await runTool(keytool, [
    '-genkeypair',
    ...store,
    '-keyalg',
    'EC',
    '-groupname',
    'secp256r1',
    '-validity',
    '1',
    '-dname',
    'CN=localhost',
    '-ext',
    'SAN=ip:127.0.0.1,dns:localhost',
  ]);
  return { keystore, password, pem: await runTool(keytool, ['-exportcert', '-rfc', ...store]) };
}
