import { KafkaError } from '../kafka-error.ts';

/** What a topic does with records because of their time. */
export interface TopicLimits {
  /** The broker deletes what is older, in milliseconds; `Infinity` where it deletes nothing by age. */
  readonly retention: number;
  /** The broker refuses what is older when it arrives, in milliseconds. */
  readonly oldest: number;
  /** The broker puts the time of arrival in the place of a record's timestamp. */
  readonly stampsArrival: boolean;
}

/** Reads the settings of a topic, in which those of the broker are filled in. */
export const limitsOf = (config: ReadonlyMap<string, string>): TopicLimits => {
  const deletes = (config.get('cleanup.policy') ?? 'delete').split(',').some((policy) => policy.trim() === 'delete');
  const retention = Number(config.get('retention.ms') ?? -1);
  // Before 3.6 there was one setting for both directions; later releases of 3 have all three, and the stricter one holds.
  const oldest = ['message.timestamp.before.max.ms', 'message.timestamp.difference.max.ms'].map((name) => Number(config.get(name) ?? Infinity));
  const stampsArrival = config.get('message.timestamp.type') === 'LogAppendTime';
  return {
    // The age then counts from the arrival.
    retention: deletes && retention >= 0 && !stampsArrival ? retention : Infinity,
    oldest: stampsArrival ? Infinity : Math.min(...oldest),
    stampsArrival,
  };
};

/** What limits a topic whose settings may not be read: those of a broker as it comes out of the box. */
export const unknownLimits: TopicLimits = { retention: 604_800_000, oldest: Infinity, stampsArrival: false };

/** A duration of settings in words. */
export const daysText = (ms: number): string => (ms >= 86_400_000 ? `${Math.floor(ms / 8_640_000) / 10} days` : `${ms} ms`);

/** How a topic takes records with this time. */
export const remedy = "Set retention.ms=-1 on it (ensureTopic sets it on a new topic with the option oldest), or message.timestamp.type=LogAppendTime, with which the time goes in a header";

/** The error of a record that the broker would delete, or refuse, for its age. */
export const expired = (topic: string, time: number, { retention, oldest }: TopicLimits, now: number): KafkaError => {
  const [setting, limit] = retention < oldest ? ['retention.ms', retention] : ['message.timestamp.before.max.ms', oldest];
  const does = retention < oldest ? 'would soon delete it' : 'would refuse it';
  const at = new Date(time).toISOString();
  return new KafkaError('PENSTOCK_RECORD_EXPIRED', `The record is ${daysText(now - time)} old (${at}), and the topic ${topic} keeps records for ${daysText(limit)} (${setting}), so that the broker ${does}. ${remedy}; or write it all the same with expired: 'write'.`, { retriable: false });
};
