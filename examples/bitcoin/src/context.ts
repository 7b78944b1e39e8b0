import type { Arguments } from './arguments.ts';
import type { Progress } from './output/progress.ts';

/** What every command is given. */
export interface Context {
  readonly args: Arguments;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Told of each request to the topic or the store that is sent again. */
  readonly onRetry?: (what: 'topic' | 'store') => void;
}
