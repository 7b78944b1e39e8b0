import { expect, test, vi } from 'vitest';
import type { CcxtExchange } from '../../../src/exchange/ccxt/ccxt-exchange.ts';
import { hooksOf } from '../../../src/exchange/ccxt/ccxt-hooks.ts';

const open = () => {
  const own = { onConnected: vi.fn(), onError: vi.fn(), onClose: vi.fn(), handleMessage: vi.fn() };
  return { own, exchange: { ...own } as unknown as CcxtExchange };
};
const listener = () => ({ opened: vi.fn(), heard: vi.fn(), ended: vi.fn() });

test('the methods of an exchange are replaced only once, also with several readers', () => {
  const { own, exchange } = open();
  const hooks = hooksOf(exchange);
  const { handleMessage } = exchange;
  expect(hooksOf(exchange)).toBe(hooks);
  expect(exchange.handleMessage).toBe(handleMessage);
  exchange.handleMessage({}, 'a message');
  expect(own.handleMessage).toHaveBeenCalledExactlyOnceWith({}, 'a message');
});

test('each listener gets events until it is removed', () => {
  const { exchange } = open();
  const [first, second] = [listener(), listener()];
  const stop = hooksOf(exchange).listen(first);
  hooksOf(exchange).listen(second);
  exchange.onConnected({});
  stop();
  exchange.handleMessage({}, 'a message');
  exchange.onClose({}, 'a close event');
  const told = ({ opened, heard, ended }: ReturnType<typeof listener>) =>
    [opened, heard, ended].map(({ mock }) => mock.calls.length);
  expect(told(first)).toEqual([1, 0, 0]);
  expect(told(second)).toEqual([1, 1, 1]);
});

test('a rejected subscription, which ccxt does not report, ends the socket', () => {
  const { exchange } = open();
  const refusal = new Error('no such channel');
  const { ended } = listener();
  hooksOf(exchange).listen({ ...listener(), ended });
  const client = { rejections: { 1: refusal } };
  exchange.handleMessage(client, 'a message');
  expect(ended).toHaveBeenCalledExactlyOnceWith(refusal);
  expect(client.rejections).toEqual({});
});
