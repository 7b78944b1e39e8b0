import { element } from './element.ts';

/** A group of buttons; at most one is pressed. */
export interface Choice<Value> {
  readonly root: HTMLElement;
  /** Presses one without calling `onChoice`; `undefined` releases all. */
  show(value: Value | undefined): void;
}

/** Options of {@link choice}. */
export interface ChoiceOptions<Value> {
  /** For screen readers. */
  readonly label: string;
  readonly options: ReadonlyArray<{ readonly value: Value; readonly label: string; readonly title?: string }>;
  readonly chosen: Value | undefined;
  readonly onChoice: (value: Value) => void;
  readonly look?: 'buttons' | 'chips';
}

/** Makes a {@link Choice}. */
export const choice = <Value>({
  label,
  options,
  chosen,
  onChoice,
  look = 'buttons',
}: ChoiceOptions<Value>): Choice<Value> => {
  const buttons = options.map(({ value, label, title }) => ({
    value,
    button: element(
      'button',
      {
        class: look === 'buttons' ? 'button' : 'chip',
        attributes: { type: 'button', 'aria-pressed': 'false', title },
        onClick: () => {
          show(value);
          onChoice(value);
        },
      },
      label,
    ),
  }));
  const show = (chosen: Value | undefined): void => {
    for (const { value, button } of buttons) button.setAttribute('aria-pressed', String(value === chosen));
  };
  show(chosen);
  return {
    root: element(
      'div',
      { class: look, attributes: { role: 'group', 'aria-label': label } },
      ...buttons.map(({ button }) => button),
    ),
    show,
  };
};
