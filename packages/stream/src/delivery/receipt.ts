import type { Position } from './position.ts';

/** The outcome of one delivery at a sink. */
export interface Receipt {
  readonly id: string;
  readonly position: Position;
  readonly outcome: 'written' | 'unchanged' | 'rejected';
  /** The reason of a rejection. */
  readonly error?: unknown;
}
