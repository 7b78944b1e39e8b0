import { describe, expect, test } from 'vitest';
import * as exchange from '../src/exchange/index.ts';
import * as sources from '../src/index.ts';
import * as kafka from '../src/kafka/index.ts';

const connection = { brokers: ['localhost:1'] };
const never = async () => undefined;
const store = exchange.filePositions('never-made');
const feed = { name: 'a', url: 'ws://a', parse: () => [], id: String, time: Number, store };
const topic = await sources.memoryTopic<number>({ partitions: 1 });

/** A call of each function, whose options get a misspelt one. None of the calls starts any work. */
const calls: Record<string, (misspelt: object) => unknown> = {
  retry: (misspelt) => sources.poll(never, { every: '1s', retry: misspelt }),
  consumerLag: (misspelt) => kafka.consumerLag(connection, { topic: 'a', group: 'b', ...misspelt }),
  csv: (misspelt) => sources.csv('a.csv', { columns: { a: sources.text }, ...misspelt }),
  csvCandles: (misspelt) => sources.csvCandles('a.csv', misspelt),
  deadLetterTopic: (misspelt) => kafka.deadLetterTopic(connection, { topic: 'a', ...misspelt }),
  ensureTopic: (misspelt) => kafka.ensureTopic(connection, { topic: 'a', partitions: 1, replication: 1, ...misspelt }),
  exchangeCandles: (misspelt) =>
    exchange.exchangeCandles({ exchange: 'kraken', symbol: 'a', interval: '1m', from: 0, ...misspelt }),
  exchangeTicker: (misspelt) => exchange.exchangeTicker({ exchange: 'kraken', symbols: ['a/USD'], ...misspelt }),
  exchangeTrades: (misspelt) => exchange.exchangeTrades({ exchange: 'kraken', symbols: ['a'], store, ...misspelt }),
  fromKafka: (misspelt) => kafka.fromKafka(connection, { topic: 'a', group: 'b', ...misspelt }),
  fromTopic: (misspelt) => sources.fromTopic(topic, { group: 'a', ...misspelt }),
  isReady: (misspelt) => kafka.isReady(connection, misspelt),
  kafkaPositions: (misspelt) => kafka.kafkaPositions(connection, { topic: 'a', group: 'b', ...misspelt }),
  kafkaStore: (misspelt) => kafka.kafkaStore(connection, { topic: 'a', group: 'b', ...misspelt }),
  late: (misspelt) => sources.simulateMarket({ seed: 1, late: { share: 0.1, by: '5s', ...misspelt } }),
  memoryTopic: (misspelt) => sources.memoryTopic({ partitions: 1, ...misspelt }),
  messariQuotes: (misspelt) => sources.messariQuotes({ asset: 'btc', ...misspelt }),
  ndjson: (misspelt) => sources.ndjson('a.ndjson', { parse: String, ...misspelt }),
  poll: (misspelt) => sources.poll(never, { every: '1s', ...misspelt }),
  redrive: (misspelt) => kafka.redrive(connection, { topic: 'a', ...misspelt }),
  simulateMarket: (misspelt) => sources.simulateMarket({ seed: 1, ...misspelt }),
  'The Kafka connection': (misspelt) => kafka.toKafka({ ...connection, ...misspelt }, { topic: 'a' }),
  toKafka: (misspelt) => kafka.toKafka(connection, { topic: 'a', ...misspelt }),
  toTopic: (misspelt) => sources.toTopic(topic, misspelt),
  webSocketFeed: (misspelt) => exchange.webSocketFeed({ ...feed, ...misspelt }),
  yahooCandles: (misspelt) => sources.yahooCandles({ symbol: 'BTC-USD', from: 0, to: 1, ...misspelt }),
  yahooEvents: (misspelt) => sources.yahooEvents({ symbol: 'AAPL', from: 0, to: 1, ...misspelt }),
};

describe('a misspelt option is rejected by', () => {
  test.each(Object.entries(calls))('%s', async (name, call) => {
    const caught: unknown = await new Promise((resolve) => resolve(call({ maxBatsh: 1 }))).catch(
      (error: unknown) => error,
    );
    expect(caught).toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(`${name} has no option maxBatsh`),
    });
  });
});

describe('an option that must be a function is checked by', () => {
  test.each([
    ['deadLetterTopic', 'now'],
    ['fromKafka', 'id'],
    ['fromKafka', 'key'],
    ['fromKafka', 'time'],
    ['fromTopic', 'id'],
    ['fromTopic', 'key'],
    ['fromTopic', 'time'],
    ['redrive', 'filter'],
    ['toKafka', 'key'],
    ['toTopic', 'key'],
  ])('%s: %s', async (name, option) => {
    const call = calls[name]!;
    const caught: unknown = await new Promise((resolve) => resolve(call({ [option]: 'symbol' }))).catch(
      (error: unknown) => error,
    );
    expect(caught).toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: `${option} must be a function; got symbol.`,
    });
  });
});

test('options that are passed to a client or a broker may have any name', () => {
  const tls = {
    ssl: { servername: 'a', minVersion: 'TLSv1.3' } as const,
    sasl: { mechanism: 'plain', username: 'a', password: 'b', note: 'c' } as const,
  };
  expect(() => kafka.toKafka({ ...connection, ...tls }, { topic: 'a' })).not.toThrow();
});

describe('missing required options are rejected by', () => {
  const none = undefined as never;
  const required: Record<string, () => unknown> = {
    consumerLag: () => kafka.consumerLag(connection, none),
    csv: () => sources.csv('a.csv', none),
    deadLetterTopic: () => kafka.deadLetterTopic(connection, none),
    ensureTopic: () => kafka.ensureTopic(connection, none),
    exchangeCandles: () => exchange.exchangeCandles(none),
    exchangeTicker: () => exchange.exchangeTicker(none),
    exchangeTrades: () => exchange.exchangeTrades(none),
    fromKafka: () => kafka.fromKafka(connection, none),
    fromTopic: () => sources.fromTopic(topic, none),
    kafkaPositions: () => kafka.kafkaPositions(connection, none),
    kafkaStore: () => kafka.kafkaStore(connection, none),
    memoryTopic: () => sources.memoryTopic(none),
    messariQuotes: () => sources.messariQuotes(none),
    ndjson: () => sources.ndjson('a.ndjson', none),
    poll: () => sources.poll(never, none),
    redrive: () => kafka.redrive(connection, none),
    simulateMarket: () => sources.simulateMarket(none),
    'The Kafka connection': () => kafka.isReady(none),
    toKafka: () => kafka.toKafka(connection, none),
    webSocketFeed: () => exchange.webSocketFeed(none),
    yahooCandles: () => sources.yahooCandles(none),
    yahooEvents: () => sources.yahooEvents(none),
  };

  test.each(Object.entries(required))('%s', async (name, call) => {
    const caught: unknown = await new Promise((resolve) => resolve(call())).catch((error: unknown) => error);
    expect(caught).toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: `${name} expected an object of options; got undefined.`,
    });
  });
});
