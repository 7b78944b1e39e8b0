import type { Arguments } from './arguments.ts';
import type { Progress } from './output/progress.ts';

/** What every command gets. */
export interface Context {
  readonly args: Arguments;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Called for each request to the topic or the store that is retried. */
  readonly onRetry?: (what: 'topic' | 'store') => void;
}
