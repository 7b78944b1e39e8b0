import type { Lane } from '../delivery/delivery.ts';
import { streamError } from '../errors.ts';
import { keyText } from '../state/key-name.ts';
import type { KeyName } from '../state/key-name.ts';

type Partition = Pick<Lane, 'topic' | 'partition'>;

const at = ({ topic, partition }: Partition): string => `${topic}-${partition}`;

/** The errors that a flow may end with for its windows; `name` is the operator's. */
export const windowFailures = {
  cutChanged: (name: string, lane: Partition, stored: string, cut: string): Error =>
    streamError(
      'PENSTOCK_STATE_CORRUPT',
      `The stored state ${name} of ${at(lane)} has windows of ${stored}, and the operator's are of ${cut}: its ` +
        'interval, time zone, origin or aggregate has changed. Give it a new name, or remove the state.',
    ),

  notOfWindows: (name: string, lane: Partition): Error =>
    streamError(
      'PENSTOCK_STATE_CORRUPT',
      `The stored state ${name} of ${at(lane)} is not that of windows: another operator has had this name. Rename ` +
        'one of them, or remove the state.',
    ),

  keySpansPartitions: (name: string, key: KeyName | null, first: Partition, second: Partition): Error =>
    streamError(
      'PENSTOCK_KEY_SPANS_PARTITIONS',
      `${name} has a window of ${key === null ? 'records without a key' : `the key ${keyText(key)}`} in ` +
        `${at(first)}, and such a record came in ${at(second)}. Write the records to a topic by this key first, or ` +
        'set acrossPartitions: true where this process holds all partitions.',
    ),

  partitionTaken: (name: string, lane: Partition): Error =>
    streamError(
      'PENSTOCK_KEY_SPANS_PARTITIONS',
      `${name} has acrossPartitions: true, which is for a process that holds all partitions, and ${at(lane)} was ` +
        'taken away. Run it alone in its group, or write the records to a topic by key first.',
    ),
};
