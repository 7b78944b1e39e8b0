import type { Position } from '../delivery/position.ts';
import { reasonText } from '../error/reason-text.ts';
import { streamError } from '../errors.ts';

/** The errors that a flow may end with. */
export const flowFailures = {
  /** @param name what the record is called in front of its position. */
  rejected: (name: string, { topic, partition, offset }: Position, reason: unknown): Error =>
    streamError(
      'PENSTOCK_REJECTED',
      `${name} ${topic}-${partition} offset ${offset} was rejected: ${reasonText(reason)}. Nothing from it on is ` +
        `committed. Mend its cause and run again, or set onReject to deadLetter(sink) or 'skip'.`,
      reason,
    ),

  deadLetterFailed: ({ topic, partition, offset }: Position, cause: unknown): Error =>
    streamError(
      'PENSTOCK_DEAD_LETTER_FAILED',
      `The dead letter of ${topic}-${partition} offset ${offset} could not be written: ${reasonText(cause)}. The ` +
        'record is not committed and comes again.',
      cause,
    ),

  commitFailed: (cause: unknown): Error => notCommitted(reasonText(cause), cause),

  commitRefused: (drainTimeout: number): Error =>
    notCommitted(`it said so for ${drainTimeout} ms (drainTimeout) after the end`),

  drainTimedOut: (inFlight: number, drainTimeout: number, oldest: string): Error =>
    streamError(
      'PENSTOCK_DRAIN_TIMEOUT',
      `${inFlight} deliveries were not settled within drainTimeout (${drainTimeout} ms) after the source ended; ` +
        `the oldest is ${oldest}. They are not committed and come again. Look at the sink, or raise drainTimeout.`,
    ),

  stalled: (inFlight: number, stallTimeout: number, oldest: string): Error =>
    streamError(
      'PENSTOCK_STALLED',
      `${inFlight} deliveries are out, as many as maxInFlight or maxInFlightBytes allows, and for ${stallTimeout} ` +
        `ms none was settled and no write was under way; the oldest is ${oldest}. An operator keeps deliveries ` +
        'without ack() or reject(), or the bound is too small for it.',
    ),

  stateStoreRequired: (operator: string): Error =>
    streamError(
      'PENSTOCK_STATE_STORE_REQUIRED',
      `The operator ${operator} keeps state and the source commits positions, so a restart would lose the state. ` +
        `Give the source a stateStore such as fileStore(directory) of @penstock/stream/node, or ` +
        `state: 'volatile' if that loss is meant.`,
    ),

  stateMissing: (operator: string, lane: string, offset: number): Error =>
    streamError(
      'PENSTOCK_STATE_MISSING',
      `The operator ${operator} expected its state at ${lane} offset ${offset}, which is committed, and the state ` +
        'store has none there. Give the store that the earlier run of this group wrote to. If there is none, since ' +
        'the operator is new or the store was lost, read again from the start (another group, or its positions ' +
        `reset), or set state: 'volatile' for one run to begin with empty state from here on; it is stored all the ` +
        'same.',
    ),

  stateNameTaken: (operator: string): Error =>
    streamError(
      'PENSTOCK_STATE_NAME_TAKEN',
      `Two operators with state are named ${operator}. Give each a name of its own.`,
    ),
};

const notCommitted = (why: string, cause?: unknown): Error =>
  streamError(
    'PENSTOCK_COMMIT_FAILED',
    `The source could not commit its positions: ${why}. What was not committed comes again on the next run.`,
    cause,
  );
