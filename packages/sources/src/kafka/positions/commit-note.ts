import type { CommittedPosition, TopicIdentity } from '../client/kafka-client.ts';

/** What a flow writes beside an offset that it commits, as the metadata that Kafka keeps for it. */
export interface CommitNote {
  /** The topic that the offset counts in; `undefined` where the broker does not tell. */
  readonly topic: TopicIdentity | undefined;
  /** The flow that committed. */
  readonly flow: string;
  /** How many partitions the topic had when that flow began. */
  readonly partitions: number;
}

const version = 1;

/** The note as text; short, since brokers bound it (`offset.metadata.max.bytes`). */
export const noteText = ({ topic, flow, partitions }: CommitNote): string =>
  JSON.stringify({ penstock: version, cluster: topic?.cluster, topic: topic?.id, flow, partitions });

/** Reads a note; `undefined` for a text that is none, such as what another client has written. */
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
 * The offset that was committed, if it counts in this topic. `'replaced'`: it was committed in a topic of the same name
 * that has been deleted since. Offset 0 holds in any topic.
 *
 * A note from another cluster tells nothing: a tool that mirrors topics translates offsets and copies the note.
 */
export const judge = (
  committed: CommittedPosition | undefined,
  topic: TopicIdentity | undefined,
): number | 'lost' | 'replaced' | undefined => {
  if (!committed || committed.offset === 0) return committed?.offset;
  const noted = readNote(committed.metadata)?.topic;
  return noted && topic && isReplaced(noted, topic) ? 'replaced' : committed.offset;
};

/** Whether the name belongs to another topic now. */
export const isReplaced = (before: TopicIdentity, now: TopicIdentity): boolean =>
  before.cluster === now.cluster && before.id !== now.id;
