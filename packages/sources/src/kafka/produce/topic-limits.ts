import { KafkaError } from '../client/kafka-error.ts';

/** What a topic does with records because of their time. */
export interface TopicLimits {
  /** The broker deletes what is older, in milliseconds; `Infinity` where it deletes nothing by age. */
  readonly retention: number;
  /** The broker refuses what is older when it arrives, in milliseconds. */
  readonly oldest: number;
  /** The broker refuses what is further ahead of its clock, in milliseconds. */
  readonly newest: number;
  /** The broker puts the time of arrival in the place of a record's timestamp. */
  readonly stampsArrival: boolean;
}

/** Reads the settings of a topic, in which those of the broker are filled in. */
export const limitsOf = (config: ReadonlyMap<string, string>): TopicLimits => {
  const deletes = (config.get('cleanup.policy') ?? 'delete').split(',').some((policy) => policy.trim() === 'delete');
  const retention = Number(config.get('retention.ms') ?? -1);
  const stampsArrival = config.get('message.timestamp.type') === 'LogAppendTime';
  // Before 3.6 there was one setting for both directions; later releases of 3 have all three, and the stricter one
  // holds.
  const limit = (direction: 'before' | 'after'): number => {
    if (stampsArrival) return Infinity;
    const names = [`message.timestamp.${direction}.max.ms`, 'message.timestamp.difference.max.ms'];
    return Math.min(...names.map((name) => Number(config.get(name) ?? Infinity)));
  };
  return {
    // The age then counts from the arrival.
    retention: deletes && retention >= 0 && !stampsArrival ? retention : Infinity,
    oldest: limit('before'),
    newest: limit('after'),
    stampsArrival,
  };
};

/** What limits a topic whose settings may not be read: those of a broker as it comes out of the box. */
export const unknownLimits: TopicLimits = {
  retention: 604_800_000,
  oldest: Infinity,
  newest: 3_600_000,
  stampsArrival: false,
};

/** A duration of settings in words. */
export const daysText = (ms: number): string =>
  ms >= 86_400_000 ? `${Math.floor(ms / 8_640_000) / 10} days` : `${ms} ms`;

/** How a topic takes records with this time. */
export const remedy =
  'Set retention.ms=-1 on it (ensureTopic sets it on a new topic with the option oldest), or ' +
  'message.timestamp.type=LogAppendTime, with which the time goes in a header';

/** The error of a record that the broker would delete, or refuse, for its age. */
export const expired = (topic: string, time: number, { retention, oldest }: TopicLimits, now: number): KafkaError => {
  const age = now - time;
  const isRefused = age > oldest;
  const [setting, does] = isRefused
    ? ['message.timestamp.before.max.ms', `takes records of up to ${daysText(oldest)}`]
    : ['retention.ms', `keeps records for ${daysText(retention)}`];
  const would = isRefused ? 'refuse it' : 'soon delete it';
  const advice = isRefused ? `Set ${setting} on it to at least ${Math.ceil(age)}, and retention.ms=-1` : remedy;
  return new KafkaError(
    'PENSTOCK_RECORD_EXPIRED',
    `The record is ${daysText(age)} old (${new Date(time).toISOString()}), and the topic ${topic} ${does} ` +
      `(${setting}), so that the broker would ${would}. ${advice}; or write it all the same with expired: 'write'.`,
    { retriable: false },
  );
};
