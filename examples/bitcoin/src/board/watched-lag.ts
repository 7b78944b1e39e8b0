import type { Topic } from '../topic/topic.ts';
import type { PipelineWatch } from './pipeline-watch.ts';

/** The topic and group whose lag {@link watchedLag} reports. */
export interface Lagging {
  readonly topic: Pick<Topic<unknown>, 'lag'>;
  /** The topic's name. */
  readonly name: string;
  readonly group: string;
}

const lookEvery = 1_000;

/** Reports the lag of a group once a second while `work` runs, and once more at its end. */
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
      // Ignored: the flow itself fails with the broker's error.
    } finally {
      looking = undefined;
    }
  };
  const timer = setInterval(() => (looking ??= look()), lookEvery);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    // A request that is under way may have been sent before the last commit.
    await looking;
    await look();
  }
};
