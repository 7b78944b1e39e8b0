import { reasonText } from '../error/reason-text.ts';
import { streamError } from '../errors.ts';

/** What a flow may end with, in words that say what to do. */
export const flowFailures = {
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
