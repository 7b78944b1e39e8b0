import type { Arguments } from './arguments.ts';
import type { Progress } from './output/progress.ts';

/** What every command is given. */
export interface Context {
  readonly args: Arguments;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}
