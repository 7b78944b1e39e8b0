// Several processes in one consumer group on 10 partitions, compared with one process. The sink takes 20 ms for 100
// records, like a remote one, so one process is limited by waiting and not by the processors, which all share.
const rate = async (processes, { records, seconds, sinkMs }) => {
  const { brokersOf, filledTopic } = await import('./kafka/brokers.mjs');
  const { readTogether } = await import('./kafka/group.mjs');
  const topic = await filledTopic(records);
  const brokers = await brokersOf();
  const read = await readTogether({ brokers, topic, partitions: 10, processes, sinkMs, seconds });
  const held = read.held.map((of) => of.join(' ')).join(' | ');
  console.error(`  ${processes} processes: ${Math.round(read.rate)} records a second, partitions ${held}`);
  return read.rate;
};

const together = (processes) => (options) => ({
  peer: 'one process of the same',
  unit: 'records a second',
  higherIsBetter: true,
  ours: () => rate(processes, options),
  theirs: () => rate(1, options),
});

export default {
  about: 'adds processes to a consumer group of 10 partitions',
  options: {
    records: { default: 400_000, about: 'records in the topic; must last for all processes' },
    seconds: { default: 5, about: 'how long to count' },
    sinkMs: { default: 20, about: 'how long the sink takes for 100 records, in ms; 0 for no wait' },
  },
  runs: 3,
  variants: { 2: together(2), 4: together(4) },
  close: async () => (await import('./kafka/brokers.mjs')).close(),
};
