import { expect, test } from 'vitest';
import { readBody } from '../src/read-body.ts';

const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);

/** A response with these bytes in chunks, and how the body ended. */
const responseOf = (size: number) => {
  const ends: string[] = [];
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      controller.enqueue(bytes.subarray(sent, (sent += size)));
      if (sent < bytes.length) return;
      ends.push('all sent');
      controller.close();
    },
    cancel: () => void ends.push('cancelled'),
  });
  return { response: new Response(body), ends };
};

test.each([997, 65_536, 200_000])('returns the bytes of a body of maxBytes, in chunks of %d', async (size) => {
  const { response, ends } = responseOf(size);
  expect(await readBody(response, bytes.length)).toEqual(bytes);
  expect(ends).toEqual(['all sent']);
});

test('returns undefined for a longer body, and cancels the rest', async () => {
  const { response, ends } = responseOf(997);
  expect(await readBody(response, 100_000)).toBeUndefined();
  expect(ends).toEqual(['cancelled']);
});

test('returns no bytes for a response without a body', async () => {
  expect(await readBody(new Response(null), 1)).toEqual(new Uint8Array());
});
