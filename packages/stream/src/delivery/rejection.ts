import { checkOptions } from '../check-options.ts';
import { streamError } from '../errors.ts';
import type { Position } from './position.ts';
import type { RecordHeaders } from './record-headers.ts';
import type { RecordKey } from './record-key.ts';

/** A record that could not be processed, as it goes to a dead-letter sink: the source's own key, value and headers. */
export interface DeadLetter {
  readonly id: string;
  readonly key: RecordKey | null;
  /** The value as the source had it, before any operator. */
  readonly value: unknown;
  /**
   * The record as it came to the source, such as a broker's message with key and headers as bytes; `undefined` where
   * the source keeps none.
   */
  readonly raw: unknown;
  /** Event time, ms since the Unix epoch, UTC; `undefined` where it is not known. */
  readonly time: number | undefined;
  readonly headers: RecordHeaders;
  readonly position: Position;
  /** The `code` of the reason where it has one, else `PENSTOCK_REJECTED`. */
  readonly code: string;
  readonly reason: unknown;
}

/** Writes one dead letter; resolves when the write is durable. */
export type DeadLetterSink = (letter: DeadLetter) => Promise<void>;

/** What a flow does with a rejected record. `stop` loses nothing and is the default. */
export type RejectionPolicy = 'stop' | 'skip' | { readonly deadLetter: DeadLetterSink };

/**
 * Sends rejected records to `sink`; the record is committed only after that write is durable, and a failing write stops
 * the flow.
 *
 * @example
 * ```ts
 * import { appendFile } from 'node:fs/promises';
 *
 * const onReject = deadLetter(async (letter) => appendFile('dead.ndjson', `${JSON.stringify(letter)}\n`));
 * ```
 */
export const deadLetter = (sink: DeadLetterSink): RejectionPolicy => ({ deadLetter: sink });

/** Checks a policy; throws `PENSTOCK_BAD_OPTION`. */
export const toRejectionPolicy = (policy: RejectionPolicy): RejectionPolicy => {
  if (policy === 'stop' || policy === 'skip') return policy;
  if (
    typeof policy === 'object' &&
    policy !== null &&
    typeof checkOptions(policy, { deadLetter: true }, 'onReject').deadLetter === 'function'
  )
    return policy;
  throw streamError(
    'PENSTOCK_BAD_OPTION',
    `onReject must be 'stop', 'skip' or deadLetter(sink) with a function; got ` +
      `${typeof policy === 'string' ? `'${policy as string}'` : typeof policy}.`,
  );
};
