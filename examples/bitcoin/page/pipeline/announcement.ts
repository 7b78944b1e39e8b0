import type { Pipeline } from '../../src/board/api.ts';
import { count } from '../format/number.ts';

/**
 * What a screen reader says about a new snapshot: which steps ended or failed. It leaves out the figures, which change
 * each second.
 *
 * @returns `undefined` if there is nothing to say.
 */
export const announcementOf = (before: Pipeline | undefined, now: Pipeline): string | undefined => {
  if (!before) return undefined;
  const news = now.steps.flatMap(({ name, state, records, error }) => {
    const old = before.steps.find((step) => step.name === name)?.state;
    if (old === state) return [];
    if (state === 'done') return [`${name} is done, ${count(records)} records.`];
    if (state === 'failed') return [`${name} failed. ${error ?? ''}`.trim()];
    return [];
  });
  return news.length === 0 ? undefined : news.join(' ');
};
