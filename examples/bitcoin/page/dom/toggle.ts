import { element } from './element.ts';

/** A button that stays pressed until it is pressed again. */
export const toggle = (
  label: string,
  pressed: boolean,
  onToggle: (pressed: boolean) => void,
  title?: string,
): HTMLButtonElement => {
  const button = element(
    'button',
    {
      class: 'button',
      attributes: { type: 'button', 'aria-pressed': String(pressed), title },
      onClick: () => {
        const now = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(now));
        onToggle(now);
      },
    },
    label,
  );
  return button;
};
