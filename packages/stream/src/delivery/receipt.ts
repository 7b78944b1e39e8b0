import type { Position } from './position.ts';

/** What became of one delivery at a sink. */
export interface Receipt {
  readonly id: string;
  readonly position: Position;
  readonly outcome: 'written' | 'unchanged' | 'rejected';
  /** Why it was rejected. */
  readonly error?: unknown;
}
