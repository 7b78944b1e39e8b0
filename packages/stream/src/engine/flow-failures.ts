import type { Position } from '../delivery/position.ts';
import { reasonText } from '../error/reason-text.ts';
import { streamError } from '../errors.ts';

/** The errors that a flow may end with, each made by a function. */
export const flowFailures = {
  /** @param name The words for the record in front of its position, such as "The record at". */
  rejected: (name: string, { topic, partition, offset }: Position, reason: unknown): Error =>
    streamError(
      'PENSTOCK_REJECTED',
      `${name} ${topic}-${partition} offset ${offset} was rejected: ${reasonText(reason)}. It and the later ` +
        `records of its partition are not committed. Fix the cause and run again, or set onReject to ` +
        `deadLetter(sink) or 'skip'.`,
      reason,
    ),

  deadLetterFailed: ({ topic, partition, offset }: Position, cause: unknown): Error =>
    streamError(
      'PENSTOCK_DEAD_LETTER_FAILED',
      `The dead letter of ${topic}-${partition} offset ${offset} could not be written: ${reasonText(cause)}. The ` +
        'record is not committed. Repair the dead-letter sink and run again; the next run reads the record again.',
      cause,
    ),

  commitFailed: (cause: unknown): Error => notCommitted(reasonText(cause), cause),

  commitRefused: (drainTimeout: number): Error =>
    notCommitted(`it refused every try in the ${drainTimeout} ms (drainTimeout) after the flow ended`),

  drainTimedOut: (inFlight: number, drainTimeout: number, oldest: string): Error =>
    streamError(
      'PENSTOCK_DRAIN_TIMEOUT',
      `${inFlight} deliveries were not settled within drainTimeout (${drainTimeout} ms) after the source ended; ` +
        `the first of them is ${oldest}. They are not committed, and the next run reads them again. Check why the ` +
        'sink is slow, or raise drainTimeout.',
    ),

  stalled: (inFlight: number, stallTimeout: number, oldest: string): Error =>
    streamError(
      'PENSTOCK_STALLED',
      `${inFlight} deliveries are in flight, which is the limit of maxInFlight or maxInFlightBytes. In ` +
        `${stallTimeout} ms (stallTimeout) none was settled and no write was running; the first of them is ` +
        `${oldest}. Make sure that every operator calls ack() or reject() on each delivery, or raise the limit if an ` +
        'operator needs more deliveries at a time.',
    ),

  stateStoreRequired: (operator: string): Error =>
    streamError(
      'PENSTOCK_STATE_STORE_REQUIRED',
      `The operator ${operator} keeps state and the source commits positions, so a restart would lose the state. ` +
        `Give the source a stateStore, such as fileStore(directory) of @penstock/stream/node. Or set ` +
        `state: 'volatile' if the state may be lost.`,
    ),

  stateMissing: (operator: string, lane: string, offset: number): Error =>
    streamError(
      'PENSTOCK_STATE_MISSING',
      `The operator ${operator} expected its state at ${lane} offset ${offset}, which is committed; the state store ` +
        'has none for this offset. Use the store of the earlier run. If there is no such store, because the operator ' +
        'is new or the store was lost, read the topic again from its start with another consumer group or reset ' +
        `offsets. Or set state: 'volatile' for one run to continue from here with empty state; the store keeps the ` +
        'new state.',
    ),

  stateNameTaken: (operator: string): Error =>
    streamError(
      'PENSTOCK_STATE_NAME_TAKEN',
      `Two operators with state have the name ${operator}. Give each operator its own name.`,
    ),
};

const notCommitted = (why: string, cause?: unknown): Error =>
  streamError(
    'PENSTOCK_COMMIT_FAILED',
    `The source could not commit its positions: ${why}. Fix the cause and run again; the next run ` +
      'reads the uncommitted records again.',
    cause,
  );
