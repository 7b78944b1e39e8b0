import type { Pipeline } from '../../src/board/api.ts';
import { element } from '../dom/element.ts';
import { count } from '../format/number.ts';

/** How far each partition was read: the committed offset, the end, and the lag between them. */
export const partitionTable = (partitions: Pipeline['partitions']): HTMLElement =>
  element(
    'table',
    {},
    element('caption', { class: 'visually-hidden' }, 'Partitions of the topic'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { attributes: { scope: 'col' } }, 'Topic'),
        ...['Partition', 'Committed', 'End', 'Lag'].map((name) =>
          element('th', { class: 'number', attributes: { scope: 'col' } }, name),
        ),
      ),
    ),
    element(
      'tbody',
      {},
      ...partitions.map(({ topic, partition, committed, end, lag }) =>
        element(
          'tr',
          {},
          element('td', {}, topic),
          ...[partition, committed, end, lag].map((value) => element('td', { class: 'number' }, count(value))),
        ),
      ),
    ),
  );
