import type { Resource } from '../api/resource.ts';
import { ApiError } from '../api/get-json.ts';
import { element } from './element.ts';

/** Options of {@link panel}. */
export interface PanelOptions {
  readonly title: string;
  /** How many of the twelve columns of the grid the panel takes on a wide screen. */
  readonly span?: 5 | 7 | 12;
  /** Buttons and legends beside the title. */
  readonly tools?: readonly Node[];
  /** The content, which is shown when its data has been loaded. */
  readonly content: readonly Node[];
  /** Whether the content has no margin, as for a table. Default: false. */
  readonly flush?: boolean;
  /** A line below the content. */
  readonly note?: Node | string;
}

/** A box with a title. In place of its content it can say that it is loading, empty or failed. */
export interface Panel {
  readonly root: HTMLElement;
  /** Shows the content. */
  ready(): void;
  /** Shows a text in place of the content, if there is nothing to show although nothing has failed. */
  empty(text: string): void;
  /**
   * Shows whether the resource is loading or has failed. For each new value it shows the content, then calls `draw`.
   * The server answers null before there is a result; then the panel shows the text `waiting`.
   */
  follow<T>(resource: Resource<T>, draw: (value: NonNullable<T>) => void, waiting?: string): void;
}

let numberOfPanels = 0;

/** Makes a {@link Panel}, which first shows that it is loading. */
export const panel = ({ title, span = 12, tools = [], content, flush = false, note }: PanelOptions): Panel => {
  numberOfPanels += 1;
  const id = `panel-${numberOfPanels}`;
  const state = element('div', { class: 'panel-state' });
  const body = element('div', { class: flush ? 'panel-body flush' : 'panel-body' }, ...content);
  const foot = note === undefined ? [] : [element('div', { class: 'panel-note' }, note)];
  const root = element(
    'section',
    { class: `panel span-${span}`, attributes: { 'aria-labelledby': id } },
    element('div', { class: 'panel-head' }, element('h3', { attributes: { id } }, title), ...tools),
    state,
    body,
    ...foot,
  );
  const say = (...children: readonly Node[]): void => {
    state.replaceChildren(...children);
    state.hidden = false;
    for (const part of [body, ...foot]) part.hidden = true;
  };
  const made: Panel = {
    root,
    ready() {
      state.hidden = true;
      state.replaceChildren();
      for (const part of [body, ...foot]) part.hidden = false;
    },
    empty: (text) => say(element('p', {}, text)),
    follow(resource, draw, waiting = 'The pipeline has not reached this step yet.') {
      let shown = false;
      resource.subscribe((now) => {
        if (now.kind === 'ready') {
          if (now.value === null || now.value === undefined)
            return say(element('strong', {}, 'No result yet'), element('p', {}, waiting));
          made.ready();
          shown = true;
          draw(now.value);
        } else if (now.kind === 'loading') loading(say);
        // If a refresh fails, the panel keeps the earlier content, which was right when it was loaded.
        else if (!shown) failed(say, now.error, () => void resource.load());
      });
    },
  };
  loading(say);
  return made;
};

type Say = (...children: readonly Node[]) => void;

const loading = (say: Say): void =>
  say(
    element('div', { class: 'skeleton', attributes: { 'aria-hidden': 'true' } }),
    element('span', { class: 'visually-hidden' }, 'Loading'),
  );

const failed = (say: Say, error: unknown, again: () => void): void => {
  const known = error instanceof ApiError ? error : undefined;
  say(
    element('strong', {}, 'This could not be loaded'),
    element('p', {}, known?.message ?? String(error)),
    ...(known ? [element('code', {}, known.code)] : []),
    element('button', { class: 'button plain', attributes: { type: 'button' }, onClick: again }, 'Try again'),
  );
};
