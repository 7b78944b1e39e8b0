import { element } from './element.ts';

/** The content of a chart's tooltip. `colour` is any colour of CSS. */
export const tooltip = (
  title: string,
  rows: ReadonlyArray<{ readonly colour?: string | undefined; readonly label: string; readonly value: string }>,
): HTMLElement =>
  element(
    'div',
    { class: 'tooltip' },
    element('div', { class: 'tooltip-title' }, title),
    ...rows.map(({ colour, label, value }) => {
      const swatch = element('i', { class: 'swatch' });
      // Set by script, since the Content-Security-Policy refuses styles in markup.
      swatch.style.background = colour ?? 'none';
      return element('div', { class: 'tooltip-row' }, swatch, element('span', {}, label), element('span', {}, value));
    }),
  );
