/** What {@link element} sets besides the children. */
export interface ElementOptions {
  readonly class?: string;
  /** Attributes by name; `undefined` and `false` leave one out, `true` sets it without a value. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly onClick?: (event: MouseEvent) => void;
}

type Child = Node | string;

/** Makes an element of HTML. Texts become text nodes, so that no text from outside is read as markup. */
export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { class: className, attributes = {}, data = {}, onClick }: ElementOptions = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name);
  if (className !== undefined) made.className = className;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : String(value));
  }
  Object.assign(made.dataset, data);
  if (onClick) made.addEventListener('click', onClick as EventListener);
  made.append(...children);
  return made;
};
