import { PenstockError } from '@penstock/stream';

/** Who has a topic's directory. */
export interface TopicHolder {
  /** The process, by its number where it runs: in a container another number may be seen than outside. */
  readonly pid: number;
  /** Name of the machine or container. */
  readonly host: string;
  /** When it opened the directory, ms since the Unix epoch. */
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
      `The directory ${directory} is in use ${where} since ${new Date(holder.since).toISOString()}. Close that ` +
        'topic or end that process, or choose another directory.',
    );
    this.directory = directory;
    this.holder = { pid: holder.pid, host: holder.host, since: holder.since };
  }
}
