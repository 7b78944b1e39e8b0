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
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      watch.partitions((await topic.lag(group)).map((partition) => ({ topic: name, ...partition })));
    } catch {
      // The flow itself says what is wrong with the broker.
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), lookEvery);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await look();
  }
};
