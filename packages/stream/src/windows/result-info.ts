import type { DerivedInfo } from '../delivery/derived-delivery.ts';
import type { Lane } from '../delivery/flow.ts';

/**
 * What is known of a window's result. Its id is `operator/lane/key/start`: the lane is `topic-partition`, or `*` where
 * lanes are put together; no key is nothing; the start is in milliseconds.
 */
export class ResultInfo implements DerivedInfo {
  readonly key: string | null;
  /** The window's start. */
  readonly time: number;
  readonly #operator: string;
  readonly #lane: Lane | undefined;

  constructor(operator: string, lane: Lane | undefined, key: string | null, start: number) {
    this.key = key;
    this.time = start;
    this.#operator = operator;
    this.#lane = lane;
  }

  // Only made where it is asked for, as it costs more than the rest of the result.
  get id(): string {
    const lane = this.#lane ? escaped(`${this.#lane.topic}-${this.#lane.partition}`) : '*';
    return `${escaped(this.#operator)}/${lane}/${this.key === null ? '' : escaped(this.key)}/${this.time}`;
  }
}

// So that a key with slashes, or an empty one, cannot make the id of another key.
const escaped = (part: string): string => {
  if (part === '') return '%';
  return part.includes('/') || part.includes('%') ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part;
};
