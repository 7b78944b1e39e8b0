import type { Lane } from '../delivery/delivery.ts';
import { streamError } from '../errors.ts';
import { keyText } from '../state/key-name.ts';
import type { KeyName } from '../state/key-name.ts';

type Partition = Pick<Lane, 'topic' | 'partition'>;

const at = ({ topic, partition }: Partition): string => `${topic}-${partition}`;

/** The errors of operators with windows, each made by a function. `name` is the name of the operator. */
export const windowFailures = {
  changed: (name: string, lane: Partition, stored: string, id: string): Error =>
    streamError(
      'PENSTOCK_STATE_CORRUPT',
      `Expected stored state with the windows ${id} for the operator ${name} in ${at(lane)}; got ${stored}, since ` +
        'interval, timeZone, origin or aggregate has changed. Give the operator a new name, or remove the state.',
    ),

  notOfWindows: (name: string, lane: Partition): Error =>
    streamError(
      'PENSTOCK_STATE_CORRUPT',
      `Expected stored state of windows for the operator ${name} in ${at(lane)}; got state of another kind, so an ` +
        'operator of another kind had this name. Rename the operator, or remove the state.',
    ),

  keySpansPartitions: (name: string, key: KeyName | null, first: Partition, second: Partition): Error =>
    streamError(
      'PENSTOCK_KEY_SPANS_PARTITIONS',
      `The operator ${name} has an open window of ` +
        `${key === null ? 'records without a key' : `the key ${keyText(key)}`} in ${at(first)}; got another such ` +
        `record in ${at(second)}. Write the records to a topic that is partitioned by this key first, or set ` +
        'acrossPartitions: true if this process owns all partitions.',
    ),

  partitionTaken: (name: string, lane: Partition): Error =>
    streamError(
      'PENSTOCK_KEY_SPANS_PARTITIONS',
      `The operator ${name} has acrossPartitions: true, so its process must own all partitions; the partition ` +
        `${at(lane)} was revoked. Run one process in the consumer group, or write the records to a topic that is ` +
        'partitioned by key first.',
    ),
};
