import { checkOptions, toCount } from '@penstock/stream/internal';
import { sourcesError } from '../../errors.ts';
import { isTime } from '../../record/record-parts.ts';
import type { KafkaAdmin } from '../client/kafka-client.ts';
import { checkConnection, checkName } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { openClient } from '../kafkajs/open-client.ts';
import { daysText, limitsOf } from '../produce/topic-limits.ts';
import { firstContact } from '../client/retry.ts';

/** Options of {@link ensureTopic}: the topic that should exist. */
export interface EnsureTopicOptions {
  readonly topic: string;
  /** Number of partitions, at least 1. */
  readonly partitions: number;
  /** Number of replicas of each partition, each on another broker; at least 1. */
  readonly replication: number;
  /** Settings of the topic, such as `{ 'cleanup.policy': 'compact' }`. Other settings keep the broker's defaults. */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * Time of the oldest record to be written, such as the first day of a history. A new topic gets settings that keep
   * such records (`retention.ms` -1). An existing topic that would delete or reject them is a mismatch. Default: times
   * are not checked.
   */
  readonly oldest?: Date | number;
}

/** What {@link ensureTopic} changed. */
export interface EnsuredTopic {
  readonly created: boolean;
  readonly partitionsAdded: number;
}

/**
 * Creates a topic, or adds missing partitions. Any other difference is an error, and then nothing is changed.
 *
 * Adding partitions changes the partitions of keys, so records of one key may then be in two partitions.
 *
 * @throws `PENSTOCK_BAD_OPTION`; rejects with `PENSTOCK_TOPIC_MISMATCH`, which names each difference, or a
 * {@link KafkaError}.
 *
 * @example
 * ```ts
 * await ensureTopic({ brokers: ['localhost:9092'] }, { topic: 'quotes', partitions: 10, replication: 2 });
 * ```
 */
export const ensureTopic = async (connection: KafkaConnection, options: EnsureTopicOptions): Promise<EnsuredTopic> => {
  const checked = checkConnection(connection);
  const { config = {} } = checkOptions(
    options,
    { topic: true, partitions: true, replication: true, config: true, oldest: true },
    'ensureTopic',
  );
  const wanted = {
    name: checkName(options.topic, 'topic'),
    partitions: toCount(options.partitions, 'partitions'),
    replication: toCount(options.replication, 'replication'),
    config,
    oldest: options.oldest === undefined ? undefined : timeOf(options.oldest),
  };
  // Check the settings before a topic is created with them.
  const unfit = ageDifferences(wanted, new Map(Object.entries({ ...historyConfig(wanted), ...config })));
  if (unfit.length > 0)
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `Expected a config that keeps records as old as oldest: ${unfit.join('; ')}.`,
    );
  const client = await openClient(checked);
  return firstContact(checked, new AbortController().signal, () => client.withAdmin((admin) => ensure(admin, wanted)));
};

/** Returns `oldest` in milliseconds since the Unix epoch; throws `PENSTOCK_BAD_OPTION`. */
const timeOf = (oldest: Date | number): number => {
  const time = Number(oldest);
  if ((typeof oldest === 'number' || oldest instanceof Date) && isTime(time)) return time;
  throw sourcesError('PENSTOCK_BAD_OPTION', `oldest must be a Date or ms since the Unix epoch; got ${String(oldest)}.`);
};

interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly config: Readonly<Record<string, string>>;
  readonly oldest: number | undefined;
}

const ensure = async (admin: KafkaAdmin, wanted: WantedTopic): Promise<EnsuredTopic> => {
  const { name, partitions } = wanted;
  // If two processes create the topic at the same time, both find it afterwards.
  const created =
    !(await admin.topic(name)) &&
    (await admin.createTopic({ ...wanted, config: { ...historyConfig(wanted), ...wanted.config } }));
  const found = await admin.topic(name);
  if (!found)
    throw new KafkaError(
      'PENSTOCK_TOPIC_UNKNOWN',
      `The topic ${name} was created, but not all brokers know it yet. Try again.`,
      {
        retriable: true,
      },
    );
  const foundConfig =
    Object.keys(wanted.config).length > 0 || wanted.oldest !== undefined
      ? await admin.config(name)
      : new Map<string, string>();
  const differences = [...differencesOf(wanted, found.partitions, foundConfig), ...ageDifferences(wanted, foundConfig)];
  if (differences.length > 0) {
    const outcome = created ? 'The topic was created with these differences' : 'Nothing was changed';
    throw new KafkaError(
      'PENSTOCK_TOPIC_MISMATCH',
      `Expected the topic ${name} to match the options: ${differences.join('; ')}. ${outcome}. Change the topic or ` +
        'the options.',
      { retriable: false },
    );
  }
  const missing = partitions - found.partitions.length;
  if (missing > 0) await admin.addPartitions(name, partitions);
  return { created, partitionsAdded: Math.max(0, missing) };
};

// By default a log segment covers one week, so a history of years would create hundreds of files.
const historyConfig = ({ oldest }: WantedTopic): Readonly<Record<string, string>> =>
  oldest === undefined
    ? {}
    : { 'retention.ms': '-1', 'segment.ms': String(Math.max(week, Date.now() - oldest + week)) };

const week = 604_800_000;

const ageDifferences = ({ oldest }: WantedTopic, config: ReadonlyMap<string, string>): string[] => {
  if (oldest === undefined) return [];
  const age = Date.now() - oldest;
  const limits = limitsOf(config);
  const isTooOld = [
    ['retention.ms', limits.retention, 'deletes'],
    ['message.timestamp.before.max.ms', limits.oldest, 'rejects'],
  ] as const;
  return isTooOld
    .filter(([, limit]) => age > limit)
    .map(
      ([setting, limit, does]) =>
        `the oldest record is of ${new Date(oldest).toISOString()}, but the topic ${does} records older than ` +
        `${daysText(limit)}: set ${setting} to ${setting === 'retention.ms' ? '-1' : `at least ${age}`}`,
    );
};

const differencesOf = (
  { partitions, replication, config }: WantedTopic,
  found: ReadonlyArray<{ readonly partition: number; readonly replicas: readonly number[] }>,
  foundConfig: ReadonlyMap<string, string>,
): string[] => {
  const differences: string[] = [];
  if (found.length > partitions)
    differences.push(`partitions should be ${partitions}; got ${found.length}, and Kafka cannot remove partitions`);
  const other = found.filter(({ replicas }) => replicas.length !== replication);
  if (other.length > 0) {
    differences.push(
      `replication should be ${replication}; got ` +
        `${[...new Set(other.map(({ replicas }) => replicas.length))].join(' or ')} in partition ` +
        `${other.map(({ partition }) => partition).join(', ')}`,
    );
  }
  for (const [setting, value] of Object.entries(config)) {
    const is = foundConfig.get(setting);
    if (is !== value) differences.push(`${setting} should be ${value}; got ${is ?? 'no such setting'}`);
  }
  return differences;
};
