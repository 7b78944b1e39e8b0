import { element } from './element.ts';

/** A part of the page with a heading, which the navigation leads to. */
export const section = (id: string, title: string, about: string, ...content: readonly Node[]): HTMLElement =>
  element(
    'section',
    { class: 'section', attributes: { id, 'aria-labelledby': `${id}-title`, tabindex: -1 } },
    element('header', {}, element('h2', { attributes: { id: `${id}-title` } }, title), element('p', {}, about)),
    ...content,
  );
