import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import type { Encoded, Encoding } from './encoded.ts';
import { encodings } from './encoded.ts';

/** Sends an answer in an encoding that the client accepts, or 304 if the client already has this answer. */
export const send = async (c: Context, body: Encoded, cacheControl = 'no-cache'): Promise<Response> => {
  const headers = { etag: body.etag, 'cache-control': cacheControl, vary: 'Accept-Encoding' };
  if (
    c.req
      .header('if-none-match')
      ?.split(/\s*,\s*/)
      .includes(body.etag)
  )
    return c.body(null, 304, headers);
  const encoding = body.encodingFor(acceptedBy(c));
  return c.body(await body.bytes(encoding), 200, {
    ...headers,
    'content-type': body.type,
    ...(encoding && { 'content-encoding': encoding }),
  });
};

const acceptedBy = (c: Context): Encoding | undefined => {
  const chosen = accepts(c, {
    header: 'Accept-Encoding',
    supports: [...encodings],
    default: '',
    // If a client accepts several encodings, it gets the first of them in the order of `encodings`.
    match: (accepted, { supports }) =>
      supports.find((name) => accepted.some(({ type, q }) => (type === name || type === '*') && q > 0)) ?? '',
  });
  return encodings.find((name) => name === chosen);
};
