import type { ColourName } from '../theme/palette.ts';
import { element } from './element.ts';

/** A list of a chart's colours and what each one means. */
export const legend = (
  ...items: ReadonlyArray<{ readonly colour: ColourName; readonly label: string; readonly shape?: 'box' | 'dot' }>
): HTMLElement =>
  element(
    'ul',
    { class: 'legend', attributes: { 'aria-label': 'Colours' } },
    ...items.map(({ colour, label, shape }) =>
      element('li', {}, element('i', { class: shape ? `swatch ${shape}` : 'swatch', data: { colour } }), label),
    ),
  );
