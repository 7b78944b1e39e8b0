import type { Topic } from '../topic/topic.ts';
import type { PipelineWatch } from './pipeline-watch.ts';

/** Whose lag {@link watchedLag} reports. */
export interface Lagging {
  readonly topic: Pick<Topic<unknown>, 'lag'>;
  /** The topic's name. */
  readonly name: string;
  readonly group: string;
}

const lookEvery = 1_000;

/** Reports how far a group is behind, once a second while `work` is under way and once more at its end. */
export const watchedLag = async <T>(
  watch: PipelineWatch,
  { topic, name, group }: Lagging,
  work: () => Promise<T>,
): Promise<T> => {
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    try {
      watch.partitions((await topic.lag(group)).map((partition) => ({ topic: name, ...partition })));
    } catch {
      // The flow itself says what is wrong with the broker.
    } finally {
      looking = undefined;
    }
  };
  const timer = setInterval(() => (looking ??= look()), lookEvery);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    // A look that is under way may have asked before the last commit.
    await looking;
    await look();
  }
};
