import { expect, test } from 'vitest';
import { onServers } from '../src/on-servers.ts';

const { change, changeBack } = onServers(
  { kafka: ['127.0.0.1:1', '127.0.0.1:2'], elasticsearch: 'http://127.0.0.1:3' },
  '-x1',
);

test('replaces addresses and names by those of the test, and restores them in the output', () => {
  const text =
    "fromKafka({ brokers: ['localhost:9092'] }, { topic: 'trades', group: 'candles' }); // http://localhost:9200";
  const changed = change(text);
  expect(changed).toBe(
    "fromKafka({ brokers: ['127.0.0.1:1'] }, { topic: 'trades-x1', group: 'candles-x1' }); // http://127.0.0.1:3",
  );
  expect(changeBack(changed)).toBe(text);
});

test('leaves other texts unchanged', () => {
  expect(change("{ symbol: 'trades', until: 'end' }")).toBe("{ symbol: 'trades', until: 'end' }");
});
