// Runs one client once, in its own process, and returns the figure that a benchmark compares.
import { filledTopic, measure, newTopic } from './brokers.mjs';

const say = (contender, records, { seconds, processorSeconds }) => {
  const rate = records / seconds;
  const cost = (processorSeconds * 1e6) / records;
  console.error(`  ${contender}: ${Math.round(rate)} records a second, ${cost.toFixed(2)} µs of processor each`);
  return { rate, cost };
};

const consume = async (contender, { records }) =>
  say(contender, records, await measure('consume', [contender, await filledTopic(records), records]));

/** Records per second that a client of `consume.mjs` reads. */
export const consumeRate = async (contender, options) => (await consume(contender, options)).rate;

/** Processor time per record of a client of `consume.mjs`, in µs. */
export const consumeCost = async (contender, options) => (await consume(contender, options)).cost;

/** Records per second that a client of `produce.mjs` writes. */
export const produceRate = async (contender, { records, maxBatch }) =>
  say(contender, records, await measure('produce', [contender, await newTopic(), records, maxBatch])).rate;

/** Returns a client's fastest `SIZE:CONCURRENCY`. Each size with each number of concurrent sends runs once. */
export const fastestSends = async (client, options) => {
  const tried = [];
  for (const size of [1_000, 2_000, 5_000]) {
    for (const underWay of [1, 4, 8]) {
      const sends = `${size}:${underWay}`;
      tried.push({ sends, rate: await produceRate(`${client}:${sends}`, options) });
    }
  }
  return tried.toSorted((a, b) => b.rate - a.rate)[0].sends;
};
