import type { DerivedInfo, Lane } from '../../delivery/delivery.ts';
import type { RecordKey } from '../../delivery/record-key.ts';
import { hexOf, keyOf } from '../../state/key-name.ts';
import type { KeyName } from '../../state/key-name.ts';

/**
 * The id, key and time of a result in event time, such as the result of a window.
 *
 * The id is `operator/lane/key/time`. The lane is `topic-partition`, or `*` for a result over several lanes. The key is
 * empty when there is none; a key that is not UTF-8 is written as its bytes in hexadecimal, each after a `%`. The time
 * is in milliseconds.
 */
export class ResultInfo implements DerivedInfo {
  readonly key: RecordKey | null;
  /** Event time of the result; for a window its start. */
  readonly time: number;
  readonly #operator: string;
  readonly #lane: Lane | undefined;

  constructor(operator: string, lane: Lane | undefined, key: KeyName | null, time: number) {
    this.key = key === null ? null : keyOf(key);
    this.time = time;
    this.#operator = operator;
    this.#lane = lane;
  }

  // Computed only when it is read, since it costs more than the rest of the result.
  get id(): string {
    const lane = this.#lane ? escaped(`${this.#lane.topic}-${this.#lane.partition}`) : '*';
    return `${escaped(this.#operator)}/${lane}/${idPart(this.key)}/${this.time}`;
  }
}

// Bytes are written as %HH. No text key gives this, since a `%` in text is escaped.
const idPart = (key: RecordKey | null): string => {
  if (key === null) return '';
  return typeof key === 'string' ? escaped(key) : hexOf(key).replaceAll(/../g, '%$&');
};

// Escapes slashes and the empty text, so that two keys never give the same id.
const escaped = (part: string): string => {
  if (part === '') return '%';
  return part.includes('/') || part.includes('%') ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part;
};
