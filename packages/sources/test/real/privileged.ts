import { deadLetter, deliver, mapValue, run, settle } from '@penstock/stream';
import {
  consumerLag,
  deadLetterTopic,
  ensureTopic,
  fromKafka,
  kafkaPositions,
  kafkaStore,
  redrive,
  toKafka,
} from '../../src/kafka/index.ts';
import type { KafkaConnection } from '../../src/kafka/index.ts';
import type { Privilege } from './allow.ts';

/** A function, the privileges that it needs, and a call of it. */
interface Privileged {
  readonly name: string;
  readonly needs: readonly Privilege[];
  /** `user` is a unique name. */
  readonly use: (connection: KafkaConnection, user: string) => Promise<unknown>;
}

const one = { partitions: 1, replication: 1 };

/** The entries of the table in docs/guide/security.md. */
export const privileged: readonly Privileged[] = [
  {
    name: 'fromKafka',
    needs: ['Read topic prices', 'Read group readers'],
    use: (kafka) => run(fromKafka(kafka, { topic: 'prices', group: 'readers', until: 'end' }), settle()),
  },
  {
    name: 'toKafka',
    needs: ['Write topic prices'],
    use: (kafka) => run(deliver([1]), toKafka(kafka, { topic: 'prices' })),
  },
  {
    name: 'ensureTopic-there',
    needs: ['Describe topic prices'],
    use: (kafka) => ensureTopic(kafka, { topic: 'prices', ...one }),
  },
  {
    name: 'ensureTopic-config',
    needs: ['Describe topic prices', 'DescribeConfigs topic prices'],
    use: (kafka) => ensureTopic(kafka, { topic: 'prices', ...one, config: { 'cleanup.policy': 'delete' } }),
  },
  {
    name: 'ensureTopic-new',
    needs: ['Create topic new*', 'Describe topic new*'],
    use: (kafka, user) => ensureTopic(kafka, { topic: `new-${user}`, ...one }),
  },
  {
    name: 'ensureTopic-grow',
    needs: ['Alter topic targets'],
    use: (kafka) => ensureTopic(kafka, { topic: 'targets', ...one, partitions: 2 }),
  },
  {
    name: 'consumerLag',
    needs: ['Describe topic prices', 'Describe group readers'],
    use: (kafka) => consumerLag(kafka, { topic: 'prices', group: 'readers' }),
  },
  {
    name: 'deadLetterTopic',
    needs: ['Write topic letters'],
    use: (kafka) =>
      run(
        deliver([1], { onReject: deadLetter(deadLetterTopic(kafka, { topic: 'letters' })) }),
        mapValue(() => {
          throw new Error('rejected');
        }),
        settle(),
      ),
  },
  {
    name: 'redrive',
    needs: ['Read topic letters', 'Read group back*', 'Write topic prices'],
    // Each user has its own group, so that all of them find the letters.
    use: (kafka, user) => redrive(kafka, { topic: 'letters', to: 'prices', group: `back-${user}` }),
  },
  {
    name: 'kafkaStore',
    needs: ['Read topic states', 'Write topic states', 'DescribeConfigs topic states', 'Read group states-reader-*'],
    use: async (kafka) => {
      const store = kafkaStore(kafka, { topic: 'states', group: 'readers' });
      const position = { topic: 'prices', partition: 0, offset: 1 };
      await store.load(position);
      await store.save(position, new Map([['sum', 1]]));
      await kafkaPositions(kafka, { topic: 'states', group: 'readers' }).load('feed');
    },
  },
];
