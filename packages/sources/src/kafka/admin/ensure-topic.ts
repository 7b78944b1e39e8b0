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

/** What {@link ensureTopic} should find or make. */
export interface EnsureTopicOptions {
  readonly topic: string;
  /** At least 1. */
  readonly partitions: number;
  /** Copies of each partition, on as many brokers; at least 1. */
  readonly replication: number;
  /** Settings such as `{ 'cleanup.policy': 'compact' }`; others are as the broker has them. */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * Time of the oldest record that is to be written, such as the first day of a history. A new topic gets settings with
   * which such records stay (`retention.ms` -1); one that would delete or refuse them is a mismatch. Default: not
   * looked at.
   */
  readonly oldest?: Date | number;
}

/** What {@link ensureTopic} had to do. */
export interface EnsuredTopic {
  readonly created: boolean;
  readonly partitionsAdded: number;
}

/**
 * Makes a topic, or adds the partitions that it lacks; what differs otherwise is an error, and nothing is changed.
 *
 * Added partitions change which partition a key belongs to, so records of one key may then be in two.
 *
 * @throws `PENSTOCK_BAD_OPTION`; rejects with `PENSTOCK_TOPIC_MISMATCH`, which names each difference, or a {@link
 * KafkaError}.
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
  // Settings that do not fit are found before a topic has them.
  const unfit = ageDifferences(wanted, new Map(Object.entries({ ...historyConfig(wanted), ...config })));
  if (unfit.length > 0)
    throw sourcesError('PENSTOCK_BAD_OPTION', `config and oldest do not go together: ${unfit.join('; ')}.`);
  const client = await openClient(checked);
  return firstContact(checked, new AbortController().signal, () => client.withAdmin((admin) => ensure(admin, wanted)));
};

/** Milliseconds since the Unix epoch; throws `PENSTOCK_BAD_OPTION`. */
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
  // Two that make it at once both find it afterwards.
  const created =
    !(await admin.topic(name)) &&
    (await admin.createTopic({ ...wanted, config: { ...historyConfig(wanted), ...wanted.config } }));
  const found = await admin.topic(name);
  if (!found)
    throw new KafkaError('PENSTOCK_TOPIC_UNKNOWN', `The topic ${name} was made and is not known to all brokers yet.`, {
      retriable: true,
    });
  const foundConfig =
    Object.keys(wanted.config).length > 0 || wanted.oldest !== undefined
      ? await admin.config(name)
      : new Map<string, string>();
  const differences = [...differencesOf(wanted, found.partitions, foundConfig), ...ageDifferences(wanted, foundConfig)];
  if (differences.length > 0) {
    const outcome = created ? 'the topic was created so' : 'nothing was changed';
    throw new KafkaError(
      'PENSTOCK_TOPIC_MISMATCH',
      `The topic ${name} is not as asked for: ${differences.join('; ')}. Change the topic, or what is asked for; ` +
        `${outcome}.`,
      { retriable: false },
    );
  }
  const missing = partitions - found.partitions.length;
  if (missing > 0) await admin.addPartitions(name, partitions);
  return { created, partitionsAdded: Math.max(0, missing) };
};

// By default a segment of a log has the records of a week, so that a history would make hundreds of files.
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
    ['message.timestamp.before.max.ms', limits.oldest, 'refuses'],
  ] as const;
  return isTooOld
    .filter(([, limit]) => age > limit)
    .map(
      ([setting, limit, does]) =>
        `the oldest record is of ${new Date(oldest).toISOString()}, and the topic ${does} what is older than ` +
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
    differences.push(`partitions should be ${partitions} and are ${found.length}, which cannot be undone`);
  const other = found.filter(({ replicas }) => replicas.length !== replication);
  if (other.length > 0) {
    differences.push(
      `replication should be ${replication} and is ` +
        `${[...new Set(other.map(({ replicas }) => replicas.length))].join(' or ')} in partition ` +
        `${other.map(({ partition }) => partition).join(', ')}`,
    );
  }
  for (const [setting, value] of Object.entries(config)) {
    const is = foundConfig.get(setting);
    if (is !== value) differences.push(`${setting} should be ${value} and is ${is ?? 'unknown to the broker'}`);
  }
  return differences;
};
