import type { Lane } from '../delivery/flow.ts';

// So that a key with slashes, or an empty one, cannot make the id of another key.
const escaped = (part: string): string => (part === '' ? '%' : part.replaceAll('%', '%25').replaceAll('/', '%2F'));

/**
 * The id of a window's result: `operator/lane/key/start`. The lane is `topic-partition`, or `*` where lanes are put
 * together; no key is nothing; the start is in milliseconds.
 */
export const resultId = (operator: string, lane: Lane | undefined, key: string | null, start: number): string =>
  `${escaped(operator)}/${lane ? escaped(`${lane.topic}-${lane.partition}`) : '*'}/${key === null ? '' : escaped(key)}/${start}`;
