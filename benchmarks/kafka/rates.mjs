// One run of one contender, in a process of its own, as the figure that a benchmark compares.
import { filledTopic, measure, newTopic } from './brokers.mjs';

const say = (contender, records, { seconds, processorSeconds }) => {
  const rate = records / seconds;
  const cost = (processorSeconds * 1e6) / records;
  console.error(`  ${contender}: ${Math.round(rate)} records a second, ${cost.toFixed(2)} µs of processor each`);
  return { rate, cost };
};

const toRead = Number(process.env.KAFKA_RECORDS ?? 1_000_000);
const consume = async (contender) =>
  say(contender, toRead, await measure('consume', contender, await filledTopic(toRead), toRead));

/** Records a second that a contender of `consume.mjs` reads. */
export const consumeRate = async (contender) => (await consume(contender)).rate;

/** µs of processor a record that a contender of `consume.mjs` takes. */
export const consumeCost = async (contender) => (await consume(contender)).cost;

const toWrite = Number(process.env.KAFKA_RECORDS ?? 200_000);

/** Records a second that a contender of `produce.mjs` writes. */
export const produceRate = async (contender) =>
  say(contender, toWrite, await measure('produce', contender, await newTopic(), toWrite)).rate;

/** A client's fastest way to send, as a contender of `produce.mjs`: each size and number of sends under way, once. */
export const fastestSends = async (client) => {
  const tried = [];
  for (const size of [1_000, 2_000, 5_000]) {
    for (const underWay of [1, 4, 8]) {
      const contender = `${client}:${size}:${underWay}`;
      tried.push({ contender, rate: await produceRate(contender) });
    }
  }
  return tried.toSorted((a, b) => b.rate - a.rate)[0].contender;
};
