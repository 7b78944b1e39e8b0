// Writing to Kafka, compared with other clients that are idempotent and wait for all in-sync replicas. Each client is
// measured with the fastest of several batch sizes and numbers of concurrent sends, unless the option `sends` names
// one.
const beside = (client, name) => async (options) => {
  const { fastestSends, produceRate } = await import('./kafka/rates.mjs');
  const sends = options.sends || (await fastestSends(client, options));
  const [size, underWay] = sends.split(':');
  return {
    peer: `${name}, ${size} records per send, ${underWay} sends open`,
    unit: 'records a second',
    higherIsBetter: true,
    ours: () => produceRate('penstock', options),
    theirs: () => produceRate(`${client}:${sends}`, options),
  };
};

export default {
  about: 'writes keyed records to a topic of 10 partitions with 2 copies',
  options: {
    records: { default: 200_000, about: 'records to write' },
    sends: {
      default: '',
      about: 'SIZE:CONCURRENCY of the peer, such as 5000:8; default: the fastest of nine',
    },
    maxBatch: { default: 2_000, about: 'the option of toKafka' },
  },
  runs: 7,
  variants: {
    kafkajs: beside('kafkajs', 'kafkajs'),
    simple: (options) => beside('kafkajs', 'kafkajs')({ ...options, sends: '1000:1' }),
    platformatic: beside('platformatic', '@platformatic/kafka'),
    confluent: async (options) => {
      const { missingConfluent } = await import('./kafka/confluent.mjs');
      if (missingConfluent) return { missing: missingConfluent };
      return await beside('confluent', '@confluentinc/kafka-javascript')(options);
    },
  },
  close: async () => (await import('./kafka/brokers.mjs')).close(),
};
