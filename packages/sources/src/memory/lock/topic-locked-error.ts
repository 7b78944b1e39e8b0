import { PenstockError } from '@penstock/stream';

/** The process that has the lock on a topic's directory. */
export interface TopicHolder {
  /** The process id, as the process itself sees it; outside of its container the process may have another id. */
  readonly pid: number;
  /** Name of the machine or container. */
  readonly host: string;
  /** When the process locked the directory, in ms since the Unix epoch. */
  readonly since: number;
}

/**
 * The directory of a topic is in use by another process, or by another topic of this one.
 *
 * @example
 * ```ts
 * await memoryTopic({ partitions: 1, directory: 'data/prices' }).catch((error: unknown) => {
 *   if (error instanceof TopicLockedError) console.error(`Process ${error.holder.pid} has it.`);
 *   throw error;
 * });
 * ```
 */
export class TopicLockedError extends PenstockError<'PENSTOCK_TOPIC_LOCKED'> {
  readonly directory: string;
  readonly holder: TopicHolder;

  constructor(directory: string, holder: TopicHolder, inThisProcess: boolean) {
    const where = inThisProcess ? 'in this process' : `in process ${holder.pid} on ${holder.host}`;
    super(
      'PENSTOCK_TOPIC_LOCKED',
      `The directory ${directory} has been in use ${where} since ${new Date(holder.since).toISOString()}. Close that ` +
        'topic or end that process, or choose another directory.',
    );
    this.directory = directory;
    this.holder = { pid: holder.pid, host: holder.host, since: holder.since };
  }
}
