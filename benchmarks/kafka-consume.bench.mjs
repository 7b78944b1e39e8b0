// Reading Kafka with acknowledgements and commits, compared with clients that decode the same records without
// guarantees.
const beside = (contender, peer) => async (options) => {
  const { consumeRate } = await import('./kafka/rates.mjs');
  return {
    peer,
    unit: 'records a second',
    higherIsBetter: true,
    ours: () => consumeRate('penstock', options),
    theirs: () => consumeRate(contender, options),
  };
};

const decoding = 'kafkajs eachBatch: JSON.parse, a commit a second';

export default {
  about: 'reads a topic of 10 partitions, decodes JSON, commits every second',
  options: { records: { default: 1_000_000, about: 'records in the topic' } },
  runs: 7,
  variants: {
    collect: beside('collect', 'kafkajs eachBatch: JSON.parse, 5,000 collected at a time, a commit a second'),
    decode: beside('decode', decoding),
    processor: async (options) => {
      const { consumeCost } = await import('./kafka/rates.mjs');
      return {
        peer: decoding,
        unit: 'µs of processor a record',
        higherIsBetter: false,
        ours: () => consumeCost('penstock', options),
        theirs: () => consumeCost('decode', options),
      };
    },
    platformatic: beside('platformatic', '@platformatic/kafka stream: JSON.parse, a commit a second'),
    confluent: async (options) => {
      const { missingConfluent } = await import('./kafka/confluent.mjs');
      const peer = '@confluentinc/kafka-javascript eachBatch: JSON.parse, a commit a second';
      return missingConfluent ? { missing: missingConfluent } : await beside('confluent', peer)(options);
    },
  },
  close: async () => (await import('./kafka/brokers.mjs')).close(),
};
