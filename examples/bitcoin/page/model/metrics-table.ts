import type { Evaluation } from '../../src/board/api.ts';
import { element } from '../dom/element.ts';
import { figure } from '../format/number.ts';

/** The metrics on training rows, on test rows, and of the naive forecast on the same test rows. */
export const metricsTable = (metrics: Evaluation['metrics']): HTMLElement =>
  element(
    'div',
    { class: 'table-scroll', attributes: { tabindex: 0, role: 'region', 'aria-label': 'Metrics' } },
    element(
      'table',
      {},
      element('caption', { class: 'visually-hidden' }, 'Metrics of the model and of the naive forecast'),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { attributes: { scope: 'col' } }, 'Metric'),
          ...['Train', 'Test', 'Naive, test'].map((name) =>
            element('th', { class: 'number', attributes: { scope: 'col' } }, name),
          ),
          element('th', { attributes: { scope: 'col' } }, 'What it means'),
        ),
      ),
      element(
        'tbody',
        {},
        ...metrics.map(({ metric, train, test, naive, meaning }) =>
          element(
            'tr',
            {},
            element('th', { attributes: { scope: 'row' } }, metric),
            ...[train, test, naive].map((value) => element('td', { class: 'number' }, figure(value))),
            element('td', { class: 'meaning' }, meaning),
          ),
        ),
      ),
    ),
  );
