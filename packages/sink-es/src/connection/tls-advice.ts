const refused =
  'The server refused the TLS connection. If it requires a client certificate, set tls.cert and tls.key to one that ' +
  'it trusts. If not, compare the TLS versions and ciphers of client and server.';
const unusable = 'The key or certificate of the client cannot be used. Check tls.cert, tls.key and tls.passphrase.';
const untrusted =
  'The client must trust the certificate of the server. Set tls.ca to the authority that signed it, and use a host ' +
  'name that the certificate contains.';

/**
 * Alerts of RFC 8446, section 6.2, that the server sends again at each attempt: those about certificates, versions,
 * ciphers and host names.
 */
const lastingAlerts = new Set([40, 42, 43, 44, 45, 46, 48, 49, 51, 70, 71, 112, 116]);

/**
 * Says how to fix a TLS failure that a retry cannot fix; `undefined` for any other failure.
 *
 * @param message - The message of the client's error, which comes from OpenSSL or Node. The client keeps no code of it.
 */
export const tlsAdvice = (message: string): string | undefined => {
  const alert = /SSL alert number (\d+)/.exec(message)?.[1];
  if (alert !== undefined) return lastingAlerts.has(Number(alert)) ? refused : undefined;
  if (/\b(?:PEM|DECODER|Provider|x509 certificate) routines\b/.test(message)) return unusable;
  return /\bcertificate\b/i.test(message) ? untrusted : undefined;
};
