import type { DerivedInfo, Lane } from '../../delivery/delivery.ts';
import type { RecordKey } from '../../delivery/record-key.ts';
import { hexOf, keyOf } from '../../state/key-name.ts';
import type { KeyName } from '../../state/key-name.ts';

/**
 * What is known of a result of event time, such as that of a window. Its id is `operator/lane/key/time`: the lane is
 * `topic-partition`, or `*` where lanes are put together; no key is nothing, and a key that is no UTF-8 is its bytes in
 * hexadecimal, each behind a `%`; the time is in milliseconds.
 */
export class ResultInfo implements DerivedInfo {
  readonly key: RecordKey | null;
  /** For a window its start. */
  readonly time: number;
  readonly #operator: string;
  readonly #lane: Lane | undefined;

  constructor(operator: string, lane: Lane | undefined, key: KeyName | null, time: number) {
    this.key = key === null ? null : keyOf(key);
    this.time = time;
    this.#operator = operator;
    this.#lane = lane;
  }

  // Only made where it is asked for, as it costs more than the rest of the result.
  get id(): string {
    const lane = this.#lane ? escaped(`${this.#lane.topic}-${this.#lane.partition}`) : '*';
    return `${escaped(this.#operator)}/${lane}/${idPart(this.key)}/${this.time}`;
  }
}

// Bytes as %HH, which no text makes: a `%` of a text is escaped.
const idPart = (key: RecordKey | null): string => {
  if (key === null) return '';
  return typeof key === 'string' ? escaped(key) : hexOf(key).replaceAll(/../g, '%$&');
};

// So that a key with slashes, or an empty one, cannot make the id of another key.
const escaped = (part: string): string => {
  if (part === '') return '%';
  return part.includes('/') || part.includes('%') ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part;
};
