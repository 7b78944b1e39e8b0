import { checkOptions } from '../check-options.ts';
import { streamError } from '../errors.ts';
import type { Position } from './position.ts';
import type { RecordHeaders } from './record-headers.ts';
import type { RecordKey } from './record-key.ts';

/**
 * A record that could not be processed, as a dead-letter sink gets it, with the key, value and headers of the source.
 */
export interface DeadLetter {
  readonly id: string;
  readonly key: RecordKey | null;
  /** The value that the source handed out, before any operator. */
  readonly value: unknown;
  /**
   * The undecoded record, such as a message of the broker with key and headers as bytes; `undefined` when the source
   * does not keep it.
   */
  readonly raw: unknown;
  /** Event time, ms since the Unix epoch, UTC; `undefined` when the source gives none. */
  readonly time: number | undefined;
  readonly headers: RecordHeaders;
  readonly position: Position;
  /** The `code` of the reason when it has one, else `PENSTOCK_REJECTED`. */
  readonly code: string;
  readonly reason: unknown;
}

/** Writes one dead letter; resolves when the write is durable. */
export type DeadLetterSink = (letter: DeadLetter) => Promise<void>;

/**
 * What a flow does with a rejected record.
 *
 * - `stop`, the default: the flow errors and commits nothing from the record on, so no record is lost.
 * - `skip`: the flow drops the record and counts it.
 * - `deadLetter`: the flow writes the record to a dead-letter sink.
 */
export type RejectionPolicy = 'stop' | 'skip' | { readonly deadLetter: DeadLetterSink };

/**
 * Makes the policy that writes rejected records to `sink`. The flow commits a rejected record only after this write is
 * durable. A failed write stops the flow.
 *
 * @example
 * ```ts
 * import { appendFile } from 'node:fs/promises';
 *
 * const onReject = deadLetter(async (letter) => appendFile('dead.ndjson', `${JSON.stringify(letter)}\n`));
 * ```
 */
export const deadLetter = (sink: DeadLetterSink): RejectionPolicy => ({ deadLetter: sink });

/** Checks a rejection policy and returns it; throws `PENSTOCK_BAD_OPTION`. */
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
