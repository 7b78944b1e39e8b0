import type { CommittedPosition, TopicIdentity } from '../client/kafka-client.ts';

/** The metadata that a flow commits with an offset, which Kafka stores. */
export interface CommitNote {
  /** The topic to which the offset belongs; undefined when the broker has no topic ids. */
  readonly topic: TopicIdentity | undefined;
  /** An id of the flow that committed. */
  readonly flow: string;
  /** The number of partitions of the topic when that flow began. */
  readonly partitions: number;
}

const version = 1;

/** Returns the note as text. It is short, because brokers limit its length (`offset.metadata.max.bytes`). */
export const noteText = ({ topic, flow, partitions }: CommitNote): string =>
  JSON.stringify({ penstock: version, cluster: topic?.cluster, topic: topic?.id, flow, partitions });

/** Reads a note; returns undefined for any other text, such as a note of another client. */
export const readNote = (metadata: string): CommitNote | undefined => {
  if (!metadata.startsWith('{')) return undefined;
  try {
    const { penstock, cluster, topic, flow, partitions } = JSON.parse(metadata) as Record<string, unknown>;
    if (penstock !== version || typeof flow !== 'string' || typeof partitions !== 'number') return undefined;
    return {
      topic: typeof cluster === 'string' && typeof topic === 'string' ? { cluster, id: topic } : undefined,
      flow,
      partitions,
    };
  } catch {
    return undefined;
  }
};

/**
 * Returns the committed offset if it belongs to this topic, or `'replaced'` if it belongs to a deleted topic of the
 * same name. Offset 0 is valid in any topic.
 *
 * A note from another cluster is ignored: tools that mirror topics translate offsets but copy the note.
 */
export const judge = (
  committed: CommittedPosition | undefined,
  topic: TopicIdentity | undefined,
): number | 'lost' | 'replaced' | undefined => {
  if (!committed || committed.offset === 0) return committed?.offset;
  const noted = readNote(committed.metadata)?.topic;
  return noted && topic && isReplaced(noted, topic) ? 'replaced' : committed.offset;
};

/** Returns whether another topic has the name now. */
export const isReplaced = (before: TopicIdentity, now: TopicIdentity): boolean =>
  before.cluster === now.cluster && before.id !== now.id;
