import { KafkaError } from '../client/kafka-error.ts';

/** The time settings of a topic. */
export interface TopicLimits {
  /** The age in milliseconds above which the broker deletes records; `Infinity` if it deletes none by age. */
  readonly retention: number;
  /** The age in milliseconds above which the broker rejects records on arrival. */
  readonly oldest: number;
  /** The time in milliseconds ahead of the broker's clock above which it rejects records. */
  readonly newest: number;
  /** Whether the broker replaces a record's timestamp by the time of arrival. */
  readonly stampsArrival: boolean;
}

/** Returns the limits that follow from a topic's settings, which include the broker's defaults. */
export const limitsOf = (config: ReadonlyMap<string, string>): TopicLimits => {
  const deletes = (config.get('cleanup.policy') ?? 'delete').split(',').some((policy) => policy.trim() === 'delete');
  const retention = Number(config.get('retention.ms') ?? -1);
  const stampsArrival = config.get('message.timestamp.type') === 'LogAppendTime';
  // Kafka before 3.6 has one setting for both directions. Later releases of 3 have all three settings, and the
  // strictest applies.
  const limit = (direction: 'before' | 'after'): number => {
    if (stampsArrival) return Infinity;
    const names = [`message.timestamp.${direction}.max.ms`, 'message.timestamp.difference.max.ms'];
    return Math.min(...names.map((name) => Number(config.get(name) ?? Infinity)));
  };
  return {
    // With the time of arrival as the timestamp, no record is old when it is written.
    retention: deletes && retention >= 0 && !stampsArrival ? retention : Infinity,
    oldest: limit('before'),
    newest: limit('after'),
    stampsArrival,
  };
};

/** The limits of a topic whose settings may not be read: a broker's default settings. */
export const unknownLimits: TopicLimits = {
  retention: 604_800_000,
  oldest: Infinity,
  newest: 3_600_000,
  stampsArrival: false,
};

/** Returns a duration of the settings as text. */
export const daysText = (ms: number): string =>
  ms >= 86_400_000 ? `${Math.floor(ms / 8_640_000) / 10} days` : `${ms} ms`;

/** The advice to make a topic keep old records. */
export const remedy =
  'Set retention.ms=-1 on it (ensureTopic sets it on a new topic with the option oldest), or ' +
  'message.timestamp.type=LogAppendTime, with which toKafka sends the time in a header';

/** Makes the error for a record that the broker would delete, or reject, because of its age. */
export const expired = (topic: string, time: number, { retention, oldest }: TopicLimits, now: number): KafkaError => {
  const age = now - time;
  const isRefused = age > oldest;
  const [setting, does] = isRefused
    ? ['message.timestamp.before.max.ms', `accepts records of up to ${daysText(oldest)}`]
    : ['retention.ms', `keeps records for ${daysText(retention)}`];
  const would = isRefused ? 'reject it' : 'soon delete it';
  const advice = isRefused ? `Set ${setting} on it to at least ${Math.ceil(age)}, and retention.ms=-1` : remedy;
  return new KafkaError(
    'PENSTOCK_RECORD_EXPIRED',
    `The record is ${daysText(age)} old (${new Date(time).toISOString()}), but the topic ${topic} ${does} ` +
      `(${setting}), so the broker would ${would}. ${advice}; or set expired to 'write' to send it as it is.`,
    { retriable: false },
  );
};
