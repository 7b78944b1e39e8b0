// One run of one contender, in a process of its own, as the figure that a benchmark compares.
import { filledTopic, measure, newTopic } from './brokers.mjs';

const say = (contender, records, { seconds, processorSeconds }) => {
  const rate = records / seconds;
  const cost = (processorSeconds * 1e6) / records;
  console.error(`  ${contender}: ${Math.round(rate)} records a second, ${cost.toFixed(2)} µs of processor each`);
  return { rate, cost };
};

const consume = async (contender, { records }) =>
  say(contender, records, await measure('consume', [contender, await filledTopic(records), records]));

/** Records a second that a contender of `consume.mjs` reads. */
export const consumeRate = async (contender, options) => (await consume(contender, options)).rate;

/** µs of processor a record that a contender of `consume.mjs` takes. */
export const consumeCost = async (contender, options) => (await consume(contender, options)).cost;

/** Records a second that a contender of `produce.mjs` writes. */
export const produceRate = async (contender, { records, maxBatch }) =>
  say(contender, records, await measure('produce', [contender, await newTopic(), records, maxBatch])).rate;

/** A client's fastest `SIZE:UNDER_WAY`: each size and number of sends under way, once. */
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
