import { element } from '../dom/element.ts';
import { span } from '../format/date.ts';
import { inspectable } from '../inspect.ts';
import type { Cell, Lane } from './lanes.ts';
import { severityOf } from './severity.ts';

/** The anomalies over time as rows of coloured cells. */
export interface SwimLanes {
  readonly root: HTMLElement;
  draw(lanes: readonly Lane[]): void;
  /** Releases the cell that is pressed. */
  release(): void;
}

/** Gets a cell that was pressed, and its lane; `undefined` when the cell is released. */
export type OnCell = (picked: { readonly lane: string; readonly cell: Cell } | undefined) => void;

/** Where a cell is. It finds the cell again after the lanes were cut into cells of another width. */
interface Place {
  readonly lane: string;
  readonly time: number;
}

/** Makes {@link SwimLanes}. Arrow keys move between cells, so that the lanes take one stop of the Tab key. */
export const swimLanes = (onCell: OnCell): SwimLanes => {
  const tip = element('div', { class: 'lane-tip', attributes: { hidden: true } });
  const grid = element('div', { class: 'lanes', attributes: { role: 'group', 'aria-label': 'Anomalies over time' } });
  const root = element('div', {}, grid, tip);
  let shown: readonly Lane[] = [];
  let buttons: HTMLButtonElement[][] = [];

  const release = (): void => {
    grid.querySelector('[aria-pressed="true"]')?.setAttribute('aria-pressed', 'false');
  };
  const press = (lane: string, cell: Cell, button: HTMLButtonElement): void => {
    const wasPressed = button.getAttribute('aria-pressed') === 'true';
    release();
    if (cell.severity === null || wasPressed) return onCell(undefined);
    button.setAttribute('aria-pressed', 'true');
    onCell({ lane, cell });
  };
  const point = (lane: string, cell: Cell, button: HTMLElement): void => {
    tip.textContent = textOf(lane, cell);
    tip.hidden = false;
    const [box, at] = [root.getBoundingClientRect(), button.getBoundingClientRect()];
    const left = at.left - box.left + at.width / 2 - tip.offsetWidth / 2;
    tip.style.left = `${Math.min(Math.max(left, 0), box.width - tip.offsetWidth)}px`;
    tip.style.top = `${at.bottom - box.top + 6}px`;
  };
  const hide = (): void => {
    tip.hidden = true;
  };
  grid.addEventListener('pointerleave', hide);
  grid.addEventListener('focusout', hide);
  grid.addEventListener('keydown', (event) => {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    const move = moves[event.key];
    const row = buttons.findIndex((lane) => lane.includes(event.target as HTMLButtonElement));
    if (!move || row < 0) return;
    event.preventDefault();
    const column = buttons[row]!.indexOf(event.target as HTMLButtonElement);
    const next = buttons[row + move[0]]?.[column + move[1]];
    if (!next) return;
    for (const button of buttons.flat()) button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  /** The lane and time of the first cell that a selector finds. */
  const placeOf = (selector: string): Place | undefined => {
    const button = grid.querySelector<HTMLButtonElement>(`.cell${selector}`);
    const row = buttons.findIndex((lane) => lane.includes(button!));
    const cell = shown[row]?.cells[buttons[row]!.indexOf(button!)];
    return cell && { lane: shown[row]!.name, time: (cell.from + cell.to) / 2 };
  };
  /** The cell of a lane that a time is in. */
  const buttonAt = ({ lane, time }: Place): HTMLButtonElement | undefined => {
    const row = shown.findIndex(({ name }) => name === lane);
    const column = shown[row]?.cells.findIndex(({ from, to }) => time >= from && time < to) ?? -1;
    return buttons[row]?.[column];
  };

  inspectable('lanes', () => ({ series: Object.fromEntries(shown.map(({ name, cells }) => [name, cells])) }));
  return {
    root,
    release,
    draw(lanes) {
      const [pressed, focused] = [placeOf('[aria-pressed="true"]'), placeOf(':focus')];
      shown = lanes;
      hide();
      buttons = lanes.map(({ name, cells }) =>
        cells.map((cell) => {
          const button = element('button', {
            class: 'cell',
            attributes: { type: 'button', tabindex: -1, 'aria-pressed': 'false', 'aria-label': textOf(name, cell) },
            data: cell.severity === null ? {} : { severity: severityOf(cell.severity) },
            onClick: () => press(name, cell, button),
          });
          for (const type of ['pointerenter', 'focus']) button.addEventListener(type, () => point(name, cell, button));
          return button;
        }),
      );
      const start =
        (focused && buttonAt(focused)) ??
        buttons[0]?.find((_, i) => lanes[0]!.cells[i]!.severity !== null) ??
        buttons[0]?.[0];
      if (start) start.tabIndex = 0;
      if (pressed) buttonAt(pressed)?.setAttribute('aria-pressed', 'true');
      grid.replaceChildren(
        ...lanes.flatMap(({ name }, i) => [
          element('div', { class: i === 0 ? 'lane-name overall' : 'lane-name' }, name),
          element('div', { class: 'lane' }, ...buttons[i]!),
        ]),
        axisOf(lanes[0]?.cells ?? []),
      );
      if (focused) start?.focus({ preventScroll: true });
    },
  };
};

const textOf = (lane: string, { from, to, severity, count }: Cell): string => {
  const where = `${lane}, ${span(from, to)}`;
  if (severity === null) return `${where}: none`;
  const many = `${count} ${count === 1 ? 'anomaly' : 'anomalies'}`;
  return `${where}: ${many}, up to severity ${severity.toFixed(0)}, ${severityOf(severity)}`;
};

/**
 * The labels of the years below the lanes, each at the start of its year. If they would touch, only every second or
 * third label is shown.
 */
const axisOf = (cells: readonly Cell[]): HTMLElement => {
  const axis = element('div', { class: 'lane-axis', attributes: { 'aria-hidden': 'true' } });
  if (cells.length === 0) return axis;
  const [from, to] = [cells[0]!.from, cells.at(-1)!.to];
  const first = new Date(from).getUTCFullYear() + 1;
  const years = Array.from({ length: new Date(to).getUTCFullYear() - first + 1 }, (_, i) => first + i);
  const step = Math.ceil((years.length * 44) / Math.max(axisWidth(), 1));
  for (const year of years) {
    if ((year - first) % step !== 0) continue;
    const mark = element('span', {}, String(year));
    mark.style.left = `${((Date.UTC(year, 0) - from) / (to - from)) * 100}%`;
    axis.append(mark);
  }
  return axis;
};

const axisWidth = (): number => Math.min(document.documentElement.clientWidth, 1_440) - 140;
